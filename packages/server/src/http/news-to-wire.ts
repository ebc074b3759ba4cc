import type { SessionEvent } from '@berth/contract';
import type { NumberedNews } from '../domain/session-news.ts';
import { instant } from './session-to-wire.ts';

export function newsToWire({ number, at, type, data }: NumberedNews): SessionEvent {
  return { id: number, type, at: instant(at), data: { ...data } };
}
