import type { Readable } from 'node:stream';
import { ExportBrowserProfileRequest, ImportBrowserProfileFields } from '@berth/contract';
import { invalidField } from '../../domain/errors.ts';
import { safeFilename } from '../../domain/file-name.ts';
import type { Transfers } from '../../profiles/transfers.ts';
import { StreamAnswer } from '../file-answer.ts';
import { readParts } from '../multipart.ts';
import { profileToWire } from '../profile-to-wire.ts';
import { parseBody } from '../validation.ts';
import { type Call, type Handlers, keyOf, profileIdOf } from './call.ts';

export interface ProfileFileRooms {
  readonly transfers: Transfers;
}

const maxFieldBytes = 16 * 1024;
const fieldNames = Object.keys(ImportBrowserProfileFields.shape);

/** Profiles as files. */
export function profileFileHandlers({ transfers }: ProfileFileRooms) {
  return {
    exportBrowserProfile: async call => {
      const request = parseBody(ExportBrowserProfileRequest, call.body);
      const { name, bytes } = await transfers.export(call.organizationId, profileIdOf(call), request);
      return new StreamAnswer({ filename: safeFilename(`${name}.berth-profile`), bytes });
    },
    importBrowserProfile: async call => {
      const fields: Record<string, string> = {};
      for await (const { field, bytes } of readParts(call.body, call.headers, [...fieldNames, 'file'])) {
        if (field === 'file') return await importFile(call, fields, bytes);
        fields[field] = await textOf(bytes, field);
      }
      throw invalidField({ type: 'missing', loc: ['body', 'file'], msg: 'Field required', input: null });
    },
  } satisfies Partial<Handlers>;

  async function importFile(call: Call, fields: Readonly<Record<string, string>>, bytes: Readable) {
    const { passphrase, name = null, description = null } = parseBody(ImportBrowserProfileFields, fields);
    const file = { passphrase, name, description, bytes };
    return profileToWire(await transfers.import(call.organizationId, file, { keyId: keyOf(call).id }));
  }
}

async function textOf(bytes: Readable, field: string): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length > maxFieldBytes) {
      const msg = `Should have at most ${maxFieldBytes} bytes`;
      throw invalidField({ type: 'string_too_long', loc: ['body', field], msg, input: null });
    }
  }
  return Buffer.concat(pieces).toString('utf8');
}
