import { z } from 'zod';

const residentialCountries = [
  'ES', 'IE', 'GB', 'IN', 'JP', 'FR', 'DE', 'NZ', 'ZA', 'AR',
  'AU', 'BR', 'TR', 'CA', 'MX', 'IT', 'NL', 'PH', 'KR', 'SA',
] as const; // biome-ignore format: a table

const ProxyLocationName = z.enum([
  'RESIDENTIAL',
  'US-CA',
  'US-NY',
  'US-TX',
  'US-FL',
  'US-WA',
  ...residentialCountries.map(country => `RESIDENTIAL_${country}` as const),
  'RESIDENTIAL_ISP',
  'NONE',
]);

const countries: readonly string[] = ['US', ...residentialCountries];

const upperCase = (value: unknown): unknown => (typeof value === 'string' ? value.toUpperCase() : value);

const GeoTarget = z.object({
  country: z
    .preprocess(
      upperCase,
      z
        .string()
        .length(2)
        .refine(country => countries.includes(country), {
          error: `No proxies are known for this country; there are: ${countries.join(', ')}`,
          when: ({ issues }) => issues.length === 0,
        }),
    )
    .meta({ wireSchema: { type: 'string', enum: countries } }),
  subdivision: z.string().max(10).nullish(),
  city: z.string().max(100).nullish(),
});

const CustomProxy = z.object({ url: z.string().min(1) });

export const ProxyLocation = z.union([ProxyLocationName, GeoTarget, CustomProxy]).meta({
  id: 'ProxyLocation',
  description: "Where the browser's traffic leaves: a configured name, a place, or a proxy of one's own.",
});
