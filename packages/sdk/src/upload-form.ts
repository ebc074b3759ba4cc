import { BerthError } from './errors.ts';

/**
 * A file to upload: a `File`, or a name with what is in it. Node's `fs.openAsBlob(path)` makes data that is read while it
 * is sent.
 *
 * @example
 * ```ts
 * const file: FileToUpload = { name: 'notes.txt', data: 'Bring a rope.' };
 * ```
 */
export type FileToUpload = File | { readonly name: string; readonly data: Blob | Uint8Array | string };

export function uploadForm(file: FileToUpload): FormData {
  const form = new FormData();
  const data = 'data' in file ? file.data : file;
  if (typeof file.name !== 'string' || data === undefined) {
    throw new BerthError('The file has no name or no data: give a File, or { name, data }.', {
      code: 'invalid_argument',
    });
  }
  // A copy, because the bytes may lie in memory that other threads share.
  form.append(
    'file',
    data instanceof Blob ? data : new Blob([typeof data === 'string' ? data : data.slice()]),
    file.name,
  );
  return form;
}
