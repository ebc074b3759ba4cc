import { ArtifactLinkQuery } from '@berth/contract';
import type { ArtifactLinks } from '../../files/artifact-links.ts';
import type { Downloads } from '../../files/downloads.ts';
import type { Uploads } from '../../files/uploads.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { FileAnswer } from '../file-answer.ts';
import { downloadToWire, uploadToWire } from '../files-to-wire.ts';
import { readFiles } from '../multipart.ts';
import { parseQuery } from '../validation.ts';
import { type Call, type Handlers, sessionIdOf } from './call.ts';

export interface FileRooms {
  readonly sessions: Sessions;
  readonly uploads: Uploads;
  readonly downloads: Downloads;
  readonly artifactLinks: ArtifactLinks;
}

/** Files into a session and out of it. */
export function fileHandlers(rooms: FileRooms) {
  const { sessions } = rooms;
  const links = (call: Call) => ({ origin: call.origin, links: rooms.artifactLinks });
  return {
    uploadFiles: async call => {
      const files = () => readFiles(call.body, call.headers);
      return (await rooms.uploads.add(call.organizationId, sessionIdOf(call), files)).map(uploadToWire);
    },
    listUploads: call => rooms.uploads.list(call.organizationId, sessionIdOf(call)).map(uploadToWire),
    listDownloads: call => {
      const { id } = sessions.get(call.organizationId, sessionIdOf(call));
      return rooms.downloads.list(id).map(record => downloadToWire(record, links(call)));
    },
    getArtifactContent: call => {
      const id = call.params.artifact_id ?? '';
      const { expiry = '', sig } = parseQuery(ArtifactLinkQuery, call.query);
      if (sig !== undefined) rooms.artifactLinks.check(id, { expiry, sig });
      const { filename, state } = rooms.downloads.get(sig === undefined ? call.organizationId : null, id);
      const { size, checksum } = state;
      return new FileAnswer({ filename, size, checksum, open: range => rooms.downloads.open(id, range) });
    },
  } satisfies Partial<Handlers>;
}
