import type * as contract from '@berth/contract';
import { expectTypeOf, it } from 'vitest';
import type * as sdk from '../src/index.ts';

/** The document names the countries of a proxy; the server's type for them is any text. */
type Comparable<Request> = Omit<Request, 'proxy_location'>;

it('the generated types are those that the server works with', () => {
  expectTypeOf<contract.BrowserSession>().toExtend<sdk.BrowserSession>();
  expectTypeOf<contract.Run>().toExtend<sdk.Run>();
  expectTypeOf<contract.RunStep>().toExtend<sdk.RunStep>();
  expectTypeOf<contract.ConnectToken>().toExtend<sdk.ConnectToken>();
  expectTypeOf<contract.UploadedFile>().toExtend<sdk.UploadedFile>();
  expectTypeOf<contract.Download>().toExtend<sdk.Download>();
  expectTypeOf<contract.BrowserProfile>().toExtend<sdk.BrowserProfile>();
  expectTypeOf<contract.BrowserProfileVersion>().toExtend<sdk.BrowserProfileVersion>();
  expectTypeOf<Comparable<contract.UpdateBrowserProfileRequest>>().toExtend<
    Comparable<sdk.UpdateBrowserProfileRequest>
  >();
  expectTypeOf<Comparable<contract.CreateBrowserProfileRequest>>().toExtend<
    Comparable<sdk.CreateBrowserProfileRequest>
  >();
  expectTypeOf<contract.Version>().toExtend<sdk.Version>();
  expectTypeOf<contract.FieldError>().toExtend<sdk.FieldError>();
  expectTypeOf<Comparable<contract.CreateBrowserSessionRequest>>().toExtend<
    Comparable<sdk.CreateBrowserSessionRequest>
  >();
  expectTypeOf<Comparable<contract.UpdateBrowserSessionRequest>>().toExtend<
    Comparable<sdk.UpdateBrowserSessionRequest>
  >();
  expectTypeOf<contract.CreateConnectTokenRequest>().toExtend<sdk.CreateConnectTokenRequest>();
  expectTypeOf<Comparable<contract.RunTaskRequest>>().toExtend<Comparable<sdk.RunTaskRequest>>();
  expectTypeOf<sdk.RunTaskRequest['engine']>().toExtend<contract.RunTaskRequest['engine']>();
  expectTypeOf<sdk.RunStatus>().toEqualTypeOf<contract.RunStatus>();
  expectTypeOf<sdk.RunErrorCode>().toEqualTypeOf<contract.RunErrorCode>();
  expectTypeOf<sdk.SessionStatus>().toEqualTypeOf<contract.SessionStatus>();
});

it('a key that has to be there may be written in either case, and has to be there', () => {
  type Request = sdk.EitherCase<sdk.SaveBrowserProfileRequest>;
  expectTypeOf<{ browser_session_id: string }>().toExtend<Request>();
  expectTypeOf<{ browserSessionId: string; onConflict: 'error' }>().toExtend<Request>();
  expectTypeOf<{ on_conflict: 'error' }>().not.toExtend<Request>();
  expectTypeOf<{ browserSessionId: number }>().not.toExtend<Request>();
  expectTypeOf<object>().toExtend<sdk.EitherCase<sdk.UpdateBrowserProfileRequest>>();
});
