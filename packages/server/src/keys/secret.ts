import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, with a prefix that tells people and scanners what it is. */
export const newSecret = (prefix: string): string => `${prefix}_${randomBytes(32).toString('base64url')}`;

/** What is kept of a secret. It has 256 random bits, so nothing slower than SHA-256 is needed. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
