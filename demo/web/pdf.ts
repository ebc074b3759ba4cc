// The least of PDF 1.4 that viewers open: one A4 page of text in fonts every viewer has.
export type PdfText = {
  readonly font: keyof typeof fonts;
  readonly size: number;
  /** In points from the lower left corner. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
};

const fonts = { regular: 'Helvetica', bold: 'Helvetica-Bold', mono: 'Courier' } as const;

export function writePdf(texts: readonly PdfText[]): Buffer {
  const content = texts.map(drawText).join('\n');
  const fontList = Object.entries(fonts).map(
    ([name, face]) =>
      `/${name} << /Type /Font /Subtype /Type1 /BaseFont /${face} /Encoding /WinAnsiEncoding >>`,
  );
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R
/Resources << /Font << ${fontList.join('\n')} >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  // One byte a letter: Latin-1 is what WinAnsiEncoding shows, and makes lengths and offsets byte counts.
  return Buffer.from(assemble(objects), 'latin1');
}

function drawText({ font, size, x, y, text }: PdfText): string {
  const escaped = text.replace(/[\\()]/g, '\\$&');
  return `BT /${font} ${size} Tf ${x} ${y} Td (${escaped}) Tj ET`;
}

function assemble(objects: readonly string[]): string {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  return `${file}${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}
