const maxBytes = 255;

/** Device names of Windows: a file that is fetched there could not be saved under them. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** What a stranger called a file → a name that is one: no path, nothing that does not show, at most 255 bytes. */
export function safeFilename(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const shown = base
    .toWellFormed()
    .normalize('NFC')
    // Control and format characters (among them those that turn the writing direction), line and paragraph ends.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .replace(reserved, '_$1');
  return shorten(shown === '' ? 'file' : shown, maxBytes);
}

/** `name`, or the first of `name (1)`, `name (2)`, … that is not taken. */
export function distinctName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const { stem, extension } = split(name);
  for (let count = 1; ; count++) {
    const suffix = ` (${count})${extension}`;
    const candidate = `${shorten(stem, maxBytes - Buffer.byteLength(suffix))}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Cuts the stem, between characters, and keeps the extension. */
function shorten(name: string, limit: number): string {
  if (Buffer.byteLength(name) <= limit) return name;
  const { stem, extension } = split(name);
  const room = limit - Buffer.byteLength(extension);
  let kept = '';
  for (const character of stem) {
    if (Buffer.byteLength(kept + character) > room) break;
    kept += character;
  }
  return `${kept.trimEnd()}${extension}`;
}

function split(name: string): { stem: string; extension: string } {
  const extension = /(?<=.)\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - extension.length), extension };
}
