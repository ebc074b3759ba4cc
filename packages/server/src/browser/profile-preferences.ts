import { chownSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserUser } from './user.ts';

/**
 * What Chromium must find in its preferences to keep what a session has: that its last session ended well (only then does
 * it open the tabs of one that was killed again), and that it restores sessions at all.
 *
 * The directory belongs to the browser's user, who may have put links where root would follow them: only plain ones are
 * touched, and nothing of that user's runs now.
 */
export function preparePreferences(profileDirectory: string, user: BrowserUser | null): void {
  const directory = join(profileDirectory, 'Default');
  const file = join(directory, 'Preferences');
  if (kindOf(directory) === 'none') makeDirectory(directory, user);
  if (kindOf(directory) !== 'directory' || kindOf(file) === 'other') {
    throw new Error(`${file} is not what a browser makes there`);
  }
  const preferences = kindOf(file) === 'file' ? parse(readFileSync(file, 'utf8')) : {};
  const profile = isObject(preferences.profile) ? preferences.profile : {};
  // Else Chromium, once it runs, goes on to delete the session cookies of the session that did not end well.
  const { session_data_status: _, ...sessions } = isObject(preferences.sessions) ? preferences.sessions : {};
  const next = `${file}.berth`;
  rmSync(next, { force: true }); // of a server that was killed right here
  // With it Chromium keeps the session cookies when the last tab is closed, as a session's browser must.
  const session = { ...(isObject(preferences.session) ? preferences.session : {}), restore_on_startup: 1 };
  const clean = { ...preferences, session, sessions, profile: { ...profile, exit_type: 'Normal' } };
  writeFileSync(next, JSON.stringify(clean), { mode: 0o600, flag: 'wx' });
  if (user !== null) chownSync(next, user.uid, user.gid);
  renameSync(next, file);
}

function makeDirectory(directory: string, user: BrowserUser | null): void {
  mkdirSync(directory, { mode: 0o700 });
  if (user !== null) chownSync(directory, user.uid, user.gid);
}

function kindOf(path: string): 'none' | 'file' | 'directory' | 'other' {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return 'none';
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
}

/** A file that was cut off is as good as none. */
function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
