/** Markup that is safe to send. Only `html` makes it, and `html` escapes every string put into it. */
export type Html = { readonly markup: string };

type Piece = Html | string | number | false | undefined | readonly Piece[];

export function html(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const markup = texts.map((text, index) => text + render(pieces[index])).join('');
  return { markup };
}

function render(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece !== 'object') return escapeText(String(piece));
  return 'markup' in piece ? piece.markup : piece.map(render).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character] ?? '');
}
