import type { StorageState } from '@berth/contract';
import type { BrowserCookie, BrowserState, StorageArea } from './browser-state.ts';

type StorageCookie = StorageState['cookies'][number];

/** Playwright's `storageState` → the state that a browser is given. */
export function fromStorageState({ cookies, origins }: StorageState): BrowserState {
  return {
    cookies: cookies.map(toBrowserCookie),
    tabs: [],
    localStorage: origins.map(({ origin, localStorage }) => ({
      origin,
      isCleared: true,
      items: localStorage.map(({ name, value }) => [name, value] as const),
    })),
  };
}

/** The state of a browser → Playwright's `storageState`. `stored` is what lies in the files that the state completes. */
export function toStorageState(state: BrowserState, stored: readonly StorageArea[]): StorageState {
  const areas = new Map<string, Map<string, string>>();
  for (const { origin, isCleared, items } of [...stored, ...state.localStorage]) {
    const area = isCleared ? new Map<string, string>() : (areas.get(origin) ?? new Map<string, string>());
    for (const [key, value] of items) {
      if (value === null) area.delete(key);
      else area.set(key, value);
    }
    areas.set(origin, area);
  }
  return {
    cookies: (state.cookies ?? []).map(toStorageCookie),
    origins: [...areas]
      .filter(([, area]) => area.size > 0)
      .map(([origin, area]) => ({
        origin,
        localStorage: [...area].map(([name, value]) => ({ name, value })),
      })),
  };
}

function toBrowserCookie({
  expires,
  partitionKey,
  _crHasCrossSiteAncestor: hasCrossSiteAncestor,
  ...cookie
}: StorageCookie): BrowserCookie {
  return {
    ...cookie,
    ...(expires === undefined || expires === -1 ? {} : { expires }),
    ...(partitionKey === undefined
      ? {}
      : {
          partitionKey: { topLevelSite: partitionKey, hasCrossSiteAncestor: hasCrossSiteAncestor ?? true },
        }),
  };
}

function toStorageCookie(cookie: BrowserCookie): StorageCookie {
  const { sameSite, partitionKey } = cookie;
  const known = (['Strict', 'Lax', 'None'] as const).find(each => each === sameSite);
  const partition = Object(partitionKey);
  return {
    name: String(cookie.name),
    value: String(cookie.value),
    domain: String(cookie.domain ?? ''),
    path: String(cookie.path ?? '/'),
    expires: typeof cookie.expires === 'number' ? cookie.expires : -1,
    httpOnly: cookie.httpOnly === true,
    secure: cookie.secure === true,
    // Chromium takes a cookie that says nothing for Lax.
    sameSite: known ?? 'Lax',
    ...(typeof partition.topLevelSite === 'string'
      ? {
          partitionKey: partition.topLevelSite,
          _crHasCrossSiteAncestor: partition.hasCrossSiteAncestor === true,
        }
      : {}),
  };
}
