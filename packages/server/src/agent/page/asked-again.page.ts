/// <reference lib="dom" />

interface Answer {
  readonly status: number;
  readonly url: string;
  readonly asksPassword: boolean;
}

export interface AskedAgain {
  readonly withSession: Answer;
  readonly without: Answer;
}

/**
 * Asks for a page of the same site once with the session's cookies and once without any. What differs is what the site
 * keeps for whoever is signed in. Runs inside the page.
 */
export async function askedAgain({ url }: { url: string }): Promise<AskedAgain | null> {
  try {
    const [withSession, without] = [await ask('include'), await ask('omit')];
    return { withSession, without };
  } catch {
    // Another origin, a policy against it, or no answer: nothing is learnt.
    return null;
  }

  async function ask(credentials: RequestCredentials) {
    const response = await fetch(url, {
      credentials,
      cache: 'no-store',
      headers: { accept: 'text/html' },
      signal: AbortSignal.timeout(5000),
    });
    const shown = new DOMParser().parseFromString(await response.text(), 'text/html');
    const asksPassword = shown.querySelector('input[type=password]') !== null;
    return { status: response.status, url: response.url, asksPassword };
  }
}

/** What a site answers to whoever asks without any identity, 0 when it lets nobody ask so. Runs inside the page. */
export async function statusWithout({ url }: { url: string }): Promise<number> {
  try {
    const response = await fetch(url, {
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(5000),
    });
    return response.status;
  } catch (cause) {
    // Many an interface of another origin refuses without a word that the page may read.
    return cause instanceof TypeError ? 0 : -1;
  }
}
