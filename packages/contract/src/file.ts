import { z } from 'zod';
import { instant } from './fields.ts';
import { FileInfo } from './session.ts';

export const UploadedFile = z
  .object({
    file_id: z.string(),
    filename: z
      .string()
      .describe(
        'The name that pages see. File inputs take it, too; of several uploads with one name they take the newest.',
      ),
    path: z.string().describe('What file inputs take for this very upload, as an absolute path.'),
    file_size: z.int(),
    checksum: z.string().describe('SHA-256 in hex.'),
    uploaded_at: instant,
  })
  .meta({ id: 'UploadedFile', description: 'A file that was put into a session.' });
export type UploadedFile = z.infer<typeof UploadedFile>;

export const Download = FileInfo.extend({
  url: z
    .string()
    .nullable()
    .describe('A link that fetches the file without a key, for an hour. `null` unless it is `completed`.'),
  artifact_id: z.string(),
  filename: z.string().describe('The name that the site suggested; a second one of that name gets ` (1)`.'),
  status: z.enum(['in_progress', 'completed', 'failed']),
  failure_reason: z
    .string()
    .nullable()
    .describe(
      '`canceled`, `over_quota`, `session_ended`, `not_readable` or `insufficient_storage`, for one that failed.',
    ),
  started_at: instant,
}).meta({ id: 'Download', description: 'A file that a page of a session downloaded.' });
export type Download = z.infer<typeof Download>;

export const ArtifactId = z
  .string()
  .meta({ description: 'The id of a file that a session left: `a_` and a sortable number.' });

export const ArtifactLinkQuery = z.object({
  expiry: z.string().optional().describe('Of a signed link: the second since 1970 at which it expires.'),
  sig: z.string().optional().describe('Of a signed link: its proof.'),
});
export type ArtifactLinkQuery = z.infer<typeof ArtifactLinkQuery>;
