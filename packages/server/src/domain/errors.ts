import type { ErrorCode, FieldError } from '@berth/contract';

/** The one error class inside the server; `http/errors.ts` and the gateway translate it once, at their edge. */
export class BerthError extends Error {
  readonly code: ErrorCode;
  /** For `invalid_request`: every field that is wrong. */
  readonly fields: readonly FieldError[] | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; fields?: readonly FieldError[] } = {},
  ) {
    // A refusal for want of room is made by the thousand, and where it was made is no news: its stack costs more than the rest.
    const { stackTraceLimit } = Error;
    if (code === 'limit_reached') Error.stackTraceLimit = 0;
    super(message, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'BerthError';
    this.code = code;
    this.fields = options.fields ?? null;
  }
}

/** Whether writing a file failed because its disk, or its owner's share of it, is full. */
export function isDiskFull(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && (fault.code === 'ENOSPC' || fault.code === 'EDQUOT');
}

/** The `invalid_request` of one field whose value only the server knows to be wrong. */
export function invalidField(field: FieldError): BerthError {
  return new BerthError('invalid_request', `${field.loc.slice(1).join('.') || 'body'}: ${field.msg}`, {
    fields: [field],
  });
}
