const refusals = {
  'foreign-origin': { status: 403, title: 'Not allowed', text: 'This form was sent from another site.' },
  'not-found': { status: 404, title: 'Page not found', text: 'There is nothing at this address.' },
  'wrong-method': { status: 405, title: 'Not possible', text: 'This address does not take such a request.' },
  'too-large': { status: 413, title: 'Too much text', text: 'The form holds more than this site accepts.' },
  'not-a-form': { status: 415, title: 'Not a form', text: 'This address takes forms only.' },
  failed: { status: 500, title: 'Something went wrong', text: 'It is our fault. Please try again.' },
} as const;

/** Why a request gets no ordinary page. */
export class Refusal extends Error {
  readonly status: number;
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(reason: keyof typeof refusals, headers: Readonly<Record<string, string>> = {}) {
    const { status, title, text } = refusals[reason];
    super(text);
    this.status = status;
    this.title = title;
    this.headers = headers;
  }
}
