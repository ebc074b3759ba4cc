import { z } from 'zod';
import { instant } from './fields.ts';

export const SignInRequest = z
  .object({ ticket: z.string().min(1).max(200).describe('The ticket of a sign-in link.') })
  .meta({ id: 'SignInRequest' });
export type SignInRequest = z.infer<typeof SignInRequest>;

export const SignInResponse = z
  .object({
    api_key: z.string().describe('A key of the same organisation, for a web page to use.'),
    expires_at: instant,
  })
  .meta({ id: 'SignInResponse' });
export type SignInResponse = z.infer<typeof SignInResponse>;
