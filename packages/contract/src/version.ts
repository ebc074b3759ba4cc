import { z } from 'zod';

export const Version = z
  .object({
    version: z.string().describe("The server's version."),
    browser: z.string().nullable().describe('The installed browser, such as `Chromium 156.0.8078.73`.'),
  })
  .meta({ id: 'Version', description: 'Which server and which browser.' });
export type Version = z.infer<typeof Version>;
