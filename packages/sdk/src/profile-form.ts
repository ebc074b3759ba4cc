import type { FileToUpload } from './upload-form.ts';
import { uploadForm } from './upload-form.ts';

/**
 * An exported profile, and what opens it; `name` and `description` take the place of those that it had.
 *
 * @example
 * ```ts
 * const data = await fs.openAsBlob('shop.berth-profile');
 * const profile: ProfileToImport = { passphrase, file: { name: 'shop.berth-profile', data } };
 * ```
 */
export interface ProfileToImport {
  readonly passphrase: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly file: FileToUpload | Blob;
}

/** The fields go before the file: the server opens it while it arrives. */
export function profileForm({ file, ...fields }: ProfileToImport): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value);
  const named = 'name' in file ? file : { name: 'profile', data: file };
  for (const part of uploadForm(named).getAll('file')) form.append('file', part);
  return form;
}
