import { formatDate, formatMoney } from './format.ts';
import type { Invoice } from './invoices.ts';
import { type PdfText, writePdf } from './web/pdf.ts';

const left = 60;
const right = 535;

export function writeInvoicePdf(invoice: Invoice): Buffer {
  const lines = invoice.lines.flatMap((line, index) => {
    const y = 560 - index * 22;
    const cost = formatMoney(line.quantity * line.unitCents);
    return [label({ x: left, y, text: `${line.quantity} x ${line.item}` }), amount({ y, text: cost })];
  });
  const totalY = 560 - invoice.lines.length * 22 - 14;
  return writePdf([
    { font: 'bold', size: 20, x: left, y: 770, text: 'Harbor Supplies' },
    { font: 'bold', size: 14, x: left, y: 725, text: `Invoice ${invoice.number}` },
    label({ x: left, y: 690, text: `Billed to ${invoice.customer.name}, ${invoice.customer.city}` }),
    label({ x: left, y: 670, text: `Issued ${formatDate(invoice.issued)}` }),
    label({ x: left, y: 650, text: `Due ${formatDate(invoice.due)}` }),
    { font: 'bold', size: 11, x: left, y: 590, text: 'Items' },
    ...lines,
    { font: 'bold', size: 11, x: left, y: totalY, text: 'Total' },
    amount({ y: totalY, text: formatMoney(invoice.amountCents) }),
  ]);
}

function label(place: { x: number; y: number; text: string }): PdfText {
  return { font: 'regular', size: 11, ...place };
}

/** Right-aligned: every Courier letter is 0.6 of the font size wide. */
function amount(place: { y: number; text: string }): PdfText {
  const size = 11;
  return { font: 'mono', size, x: right - place.text.length * size * 0.6, ...place };
}
