import { findExecutable } from '../packages/server/src/browser/executable.ts';

/* Prints the path of the browser that the server would use; nothing when there is none. */

process.stdout.write(findExecutable(process.env.PATH ?? '') ?? '');
