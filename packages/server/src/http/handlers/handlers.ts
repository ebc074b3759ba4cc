import { type AccessRooms, accessHandlers } from './access.ts';
import type { Handlers } from './call.ts';
import { type FileRooms, fileHandlers } from './files.ts';
import { type ProfileFileRooms, profileFileHandlers } from './profile-files.ts';
import { type ProfileVersionRooms, profileVersionHandlers } from './profile-versions.ts';
import { profileHandlers } from './profiles.ts';
import { type RunRooms, runHandlers } from './runs.ts';
import { type SessionRooms, sessionHandlers } from './sessions.ts';

export interface Rooms
  extends SessionRooms,
    AccessRooms,
    FileRooms,
    RunRooms,
    ProfileVersionRooms,
    ProfileFileRooms {
  readonly version: string;
  /** The installed browser's name for itself, or null. */
  readonly browserName: () => Promise<string | null>;
}

/** What each operation does: reads the body, asks a room, writes the answer's shape. */
export function createHandlers(rooms: Rooms): Handlers {
  return {
    ...sessionHandlers(rooms),
    ...accessHandlers(rooms),
    ...fileHandlers(rooms),
    ...runHandlers(rooms),
    ...profileHandlers(rooms),
    ...profileVersionHandlers(rooms),
    ...profileFileHandlers(rooms),
    getVersion: async () => ({ version: rooms.version, browser: await rooms.browserName() }),
  };
}
