import { type Input, send } from './http/send.ts';
import type { RequestOptions } from './options.ts';
import { type RouteId, routes } from './routes.ts';
import { callSettings, type Settings } from './settings.ts';
import type { Responses } from './types.gen.ts';

/** What all methods of the client are made of. */
export class Calls {
  protected readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  /** `input` is a function so that what it throws rejects the promise, as every other error does. */
  protected async call<Id extends RouteId>(
    id: Id,
    input: () => Input,
    options: RequestOptions = {},
  ): Promise<Responses[Id]> {
    const answer = await send(callSettings(this.settings, options), routes[id], input());
    // The one place where JSON becomes a type: the server keeps the contract, the client does not check it again.
    return answer as Responses[Id];
  }
}
