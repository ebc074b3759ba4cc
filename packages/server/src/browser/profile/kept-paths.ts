/*
 * What of a Chromium user-data-dir is a profile: all that a site or its user would miss. Not caches, not what describes
 * this machine or these processes (`Singleton*`, `LOCK`), not what Chromium makes anew.
 *
 * Worker scripts and CacheStorage are kept, although they sound like caches: without its script a service worker loses its
 * registration, and one that answers from CacheStorage serves errors when that is empty.
 */

const files =
  /^(Cookies|Extension Cookies|Login Data|Login Data For Account|Web Data|Account Web Data|Trust Tokens)(-journal|-wal)?$/;
const otherFiles = ['Preferences', 'Secure Preferences', 'TransportSecurity'];
const extensionDirectories =
  /^(Extension (Rules|Scripts|State)|(Local|Sync|Managed) (Extension|App) Settings)$/;
const siteDirectories = [
  'File System', // the origin private file system
  'IndexedDB',
  'Local Storage',
  'Service Worker',
  'Session Storage',
  'WebStorage', // quotas, and which bucket belongs to which site
];
const tabDirectories = ['Sessions', 'Sessions_Encrypted'];
/** Older Chromiums keep cookies here. */
const networkDirectory = 'Network';
/** LevelDB makes them anew. */
const levelDbLeftovers = ['LOCK', 'LOG', 'LOG.old'];

/**
 * What a path, relative to the user-data-dir, holds; `null` for what is not kept. Directories and files have the same
 * rules: `Default/Cookies` would be kept as a directory, too, and Chromium would not be able to use it.
 */
export function contentOf(path: string): 'state' | 'site' | 'tabs' | 'extensions' | 'preferences' | null {
  const [top, name, ...below] = path.split('/');
  if (top === 'Local State' && name === undefined) return 'state';
  if (top !== 'Default') return null;
  if (name === undefined) return 'site';
  // The files of an extension itself may have any name.
  if (name === 'Extensions') return 'extensions';
  if (levelDbLeftovers.includes(below.at(-1) ?? '')) return null;
  if (extensionDirectories.test(name)) return 'extensions';
  if (siteDirectories.includes(name)) return 'site';
  if (tabDirectories.includes(name)) return 'tabs';
  if (name === networkDirectory) return below.length === 0 || isSiteFile(below) ? 'site' : null;
  if (name === 'Preferences' || name === 'Secure Preferences')
    return below.length === 0 ? 'preferences' : null;
  return isSiteFile([name, ...below]) ? 'site' : null;
}

const isSiteFile = ([name = '', ...below]: readonly string[]): boolean =>
  below.length === 0 && (files.test(name) || otherFiles.includes(name));

const longestNameBytes = 255;
const longestPathBytes = 1024;
const deepest = 24;

/** Whether a relative path is an ordinary one: what a browser writes, and what means the same on every system. */
export function isOrdinary(path: string): boolean {
  const names = path.split('/');
  return (
    Buffer.byteLength(path) <= longestPathBytes && names.length <= deepest && names.every(isOrdinaryName)
  );
}

// U+FFFD stands where a name was not UTF-8.
const oddCharacter = /[\p{Control}\p{Surrogate}\\\ufffd]/u;

const isOrdinaryName = (name: string): boolean =>
  name !== '' &&
  name !== '.' &&
  name !== '..' &&
  Buffer.byteLength(name) <= longestNameBytes &&
  !oddCharacter.test(name);
