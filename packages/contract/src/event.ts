import { z } from 'zod';
import { instant, wireInteger } from './fields.ts';

export const SessionEvent = z
  .object({
    id: z.int().describe('Grows from event to event; the `after` of the next request.'),
    type: z
      .enum([
        'created',
        'started',
        'changed',
        'browser_died',
        'browser_restored',
        'hibernated',
        'woken',
        'profile_saved',
        'profile_not_saved',
        'ended',
      ])
      .describe(
        'What happened: `browser_died` and then `browser_restored` when another browser took its place, `hibernated` when none runs until the next use.',
      ),
    at: instant,
    data: z
      .record(z.string(), z.unknown())
      .describe(
        'More of it, by type. `browser_restored`: `generation`, how many `tabs`, `cookies` and `storage_origins` came back, and what is `lost`. `profile_saved`: which version of which profile, or that it is kept with the session, and the `conflict` when another version had come first.',
      ),
  })
  .meta({ id: 'SessionEvent', description: 'Something that happened to a session.' });
export type SessionEvent = z.infer<typeof SessionEvent>;

export const ListBrowserSessionEventsQuery = z.object({
  after: wireInteger({ min: 0, default: 0, description: 'Only events behind this `id`.' }),
  page_size: wireInteger({ min: 1, max: 1000, default: 100, description: 'How many events at most.' }),
});
export type ListBrowserSessionEventsQuery = z.infer<typeof ListBrowserSessionEventsQuery>;
