import type { ConnectToken } from '@berth/contract';
import { instant } from './session-to-wire.ts';

export function connectTokenToWire(issued: {
  token: string;
  expiresAt: number | null;
  sessionId: string;
  origin: string;
  warning: string | null;
}): ConnectToken {
  const address = `${issued.origin}/cdp/${issued.sessionId}?token=${issued.token}`;
  return {
    token: issued.token,
    http_address: address,
    ws_address: address.replace(/^http/, 'ws'),
    expires_at: issued.expiresAt === null ? null : instant(issued.expiresAt),
    warning: issued.warning,
  };
}
