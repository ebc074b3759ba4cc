import type { ProfiledSession, ProfileStore } from './ports.ts';
import type { KeptResult } from './profiles.ts';

/**
 * What has become of the state of a session that ended: `null` as long as nothing was kept. A server that dies between
 * keeping it and saying so leaves this to the next one, which must not keep it again.
 */
export function keptOf(store: ProfileStore, { id }: Pick<ProfiledSession, 'id'>): KeptResult | null {
  const version = store.savedAtEnd(id);
  if (version === null) return store.findKept(id) === null ? null : { kind: 'kept' };
  const { id: versionId, profileId } = version;
  const currentVersionId = store.find(profileId)?.currentVersionId ?? versionId;
  if (isOnLine(store, { versionId, currentVersionId })) return { kind: 'saved', profileId, versionId };
  return { kind: 'conflict', profileId, versionId, currentVersionId };
}

/** Whether a version is the current one, or one that the current one came from. */
function isOnLine(
  store: ProfileStore,
  { versionId, currentVersionId }: { versionId: string; currentVersionId: string },
): boolean {
  for (let id: string | null = currentVersionId; id !== null; id = store.findVersion(id)?.parentId ?? null) {
    if (id === versionId) return true;
  }
  return false;
}
