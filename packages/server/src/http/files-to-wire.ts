import type { Download, FileInfo, UploadedFile } from '@berth/contract';
import { type DownloadRecord, type Upload, uploadPath } from '../domain/session-file.ts';
import type { ArtifactLinks } from '../files/artifact-links.ts';
import { instant } from './session-to-wire.ts';

export function uploadToWire(upload: Upload): UploadedFile {
  return {
    file_id: upload.id,
    filename: upload.filename,
    path: uploadPath(upload),
    file_size: upload.size,
    checksum: upload.checksum,
    uploaded_at: instant(upload.uploadedAt),
  };
}

interface LinkContext {
  /** `http://HOST:PORT`, as clients reach the server. */
  readonly origin: string;
  readonly links: ArtifactLinks;
}

export function downloadToWire(record: DownloadRecord, context: LinkContext): Download {
  const { id, filename, state } = record;
  const base = {
    artifact_id: id,
    filename,
    status: state.phase,
    failure_reason: state.phase === 'failed' ? state.reason : null,
    started_at: instant(record.startedAt),
  };
  const {
    url = null,
    checksum = null,
    file_size = null,
    modified_at = null,
  } = fileInfo(record, context) ?? {};
  return { ...base, url, checksum, file_size, modified_at };
}

/** `null` for a download that is not complete. */
export function fileInfo(record: DownloadRecord, { origin, links }: LinkContext): FileInfo | null {
  const { id, filename, state } = record;
  if (state.phase !== 'completed') return null;
  return {
    url: `${origin}/v1/artifacts/${id}/content?${links.sign(id)}`,
    checksum: state.checksum,
    filename,
    file_size: state.size,
    modified_at: instant(state.completedAt),
    artifact_id: id,
  };
}
