import { CreateConnectTokenRequest, SignInRequest } from '@berth/contract';
import { isFinal, type SessionRecord } from '../../domain/session.ts';
import type { ConnectTokens } from '../../keys/connect-tokens.ts';
import type { Keys } from '../../keys/keys.ts';
import type { Tickets } from '../../keys/tickets.ts';
import { type Sessions, sessionEnded } from '../../sessions/sessions.ts';
import { connectTokenToWire } from '../connect-token-to-wire.ts';
import { instant } from '../session-to-wire.ts';
import { parseBody, unknownKeysWarning } from '../validation.ts';
import { type Call, type Handlers, keyOf, sessionIdOf } from './call.ts';

export interface AccessRooms {
  readonly sessions: Sessions;
  readonly keys: Keys;
  readonly tickets: Tickets;
  readonly connectTokens: ConnectTokens;
}

const liveTicketLifeMs = 60_000;
const pageKeyLifeMs = 12 * 60 * 60_000;

/** Secrets in exchange for others: tickets, tokens, keys. */
export function accessHandlers({ sessions, keys, tickets, connectTokens }: AccessRooms) {
  const unended = (call: Call): SessionRecord => {
    const record = sessions.get(call.organizationId, sessionIdOf(call));
    if (isFinal(record)) throw sessionEnded(record);
    return record;
  };
  return {
    createLiveTicket: call => {
      const record = unended(call);
      const { id: keyId, organizationId } = keyOf(call);
      const use = { purpose: 'live', organizationId, sessionId: record.id, keyId } as const;
      const { ticket, expiresAt } = tickets.issue(use, liveTicketLifeMs);
      return { ticket, expires_at: instant(expiresAt) };
    },
    createConnectToken: call => {
      const record = unended(call);
      const { expires_in: seconds } = parseBody(CreateConnectTokenRequest, call.body);
      const lifeMs = seconds === null || seconds === undefined ? null : seconds * 1000;
      const { token, expiresAt } = connectTokens.issue(keyOf(call), { sessionId: record.id, lifeMs });
      return connectTokenToWire({
        token,
        expiresAt,
        sessionId: record.id,
        origin: call.origin,
        warning: unknownKeysWarning(CreateConnectTokenRequest, call.body),
      });
    },
    signIn: ({ body }) => {
      const { organizationId } = tickets.redeem(parseBody(SignInRequest, body).ticket, 'sign-in');
      const { key, secret } = keys.createForPage(organizationId, pageKeyLifeMs);
      return { api_key: secret, expires_at: instant(key.expiresAt ?? 0) };
    },
  } satisfies Partial<Handlers>;
}
