import { describe, expect, it } from 'vitest';
import { chooseColumn, contextOf } from '../../../src/agent/extract/columns.ts';
import type { RecordSet } from '../../../src/agent/extract/record-set.ts';
import { typeOf, type ValueType } from '../../../src/agent/extract/value-type.ts';

function table(title: string, columns: Readonly<Record<string, string>>): RecordSet {
  const cells = Object.values(columns);
  return {
    kind: 'table',
    signature: '',
    title,
    trail: [title],
    headings: [title],
    columns: Object.keys(columns),
    rows: [1, 2, 3].map(at => ({
      cells: cells.map(cell => cell.replace('?', String(at))),
      key: null,
      index: null,
    })),
    rowCount: null,
    busy: false,
    emptyText: null,
    totals: [],
    pager: { next: null, more: null, back: null, silent: null, current: null, numbers: [], lastNumber: null },
    scrollable: false,
    doubts: [],
    trouble: null,
  };
}

function chosen(set: RecordSet, words: string): string {
  const choice = chooseColumn(set, { words: words.split(' '), text: words }, contextOf(set, 'http://site/'));
  if (choice.kind === 'column') return set.columns[choice.column] ?? '';
  if (choice.kind === 'none') return 'none';
  return `${choice.columns.map(at => set.columns[at]).join(' or ')}${choice.columns.length === 1 ? ' perhaps' : ''}`;
}

const INVOICES = table('Invoices', {
  'Invoice date': '2026-01-0?',
  Id: '10?',
  Customer: 'Firm ?',
  'Amount due': '$1?.00',
  'Due date': '2026-02-0?',
  'PO number': 'PO-?',
});
const ORDERS = table('Orders', {
  '#': 'A-?',
  Ref: 'R-?',
  Client: 'C ?',
  'E-mail': 'c?@x.org',
  Phone: '+1 555 010 00?',
  Total: '? EUR',
});
const BILLS = table('Invoices', { Invoice: 'INV-?', Customer: 'Firm ?', Created: '0?/02/2026' });
const COUNTED = table('Invoices', { '#': '?', Customer: 'Firm ?', Amount: '$1?.00' });
const COUNTED_BESIDE = table('Invoices', { '#': '?', Document: 'INV-?', Customer: 'Firm ?' });
const MARKED = table('Invoices', { '#': '10?', Customer: 'Firm ?', Amount: '$1?.00' });
const MARKED_TEXT = table('Invoices', { '#': 'Repair ?', Customer: 'Firm ?' });
const LATER_PAGE = {
  ...MARKED,
  pager: { ...MARKED.pager, back: { label: 'Previous', disabled: false }, current: 2 },
};
const OWN_IDS = table('Customers', { Id: '?', Name: 'Firm ?' });
const CODED = table('Customers', { Customer: 'C-00?', 'Full name': 'Ann ? Lee', City: 'Bonn' });
const UNNAMED = table('Customers', { Customer: 'C-00?', City: 'Bonn' });
const WORDY = table('Invoices', { Invoice: 'Repair of roof ?', Customer: 'Firm ?' });

describe('choosing a column', () => {
  it.each([
    [INVOICES, 'invoice numbers', 'Id'],
    [INVOICES, 'invoice dates', 'Invoice date'],
    [INVOICES, 'due dates', 'Due date'],
    [INVOICES, 'customer names', 'Customer'],
    [INVOICES, 'amounts', 'Amount due'],
    [INVOICES, 'po numbers', 'PO number'],
    [INVOICES, 'delivery addresses', 'none'],
    [INVOICES, 'customer emails', 'none'],
    [ORDERS, 'email addresses', 'E-mail'],
    [ORDERS, 'phone numbers', 'Phone'],
    [ORDERS, 'customers', 'Client'],
    [ORDERS, 'order totals', 'Total'],
    [ORDERS, 'order numbers', '# or Ref'],
    [BILLS, 'invoice numbers', 'Invoice'],
    [BILLS, 'created dates', 'Created'],
    [CODED, 'customer names', 'Full name'],
    [UNNAMED, 'customer names', 'none'],
    [UNNAMED, 'customers', 'Customer'],
    [WORDY, 'invoice numbers', 'none'],
    [COUNTED, 'invoice numbers', '# perhaps'],
    [COUNTED, '#', '#'],
    [COUNTED_BESIDE, 'invoice numbers', '# or Document'],
    [MARKED, 'invoice numbers', '#'],
    [MARKED_TEXT, 'invoice numbers', 'none'],
    [LATER_PAGE, 'invoice numbers', '# perhaps'],
    [OWN_IDS, 'customer ids', 'Id'],
  ])('%#: answers "%s" rightly', (set, words, column) => {
    expect(chosen(set, words)).toBe(column);
  });
});

describe('kinds of values', () => {
  it.each<[string, ValueType]>([
    ['2026-01-31', 'date'],
    ['31.01.2026', 'date'],
    ['Jan. 3, 2026', 'date'],
    ['3 March 2026', 'date'],
    ['$1,234.50', 'money'],
    ['1.234,50 €', 'money'],
    ['EUR 12', 'money'],
    ['12.50', 'money'],
    ['INV-1001', 'identifier'],
    ['#42', 'identifier'],
    ['2026/0042', 'identifier'],
    ['A1', 'identifier'],
    ['1001', 'number'],
    ['ann@x.org', 'email'],
    ['+44 20 7946 0101', 'phone'],
    ['https://x.org/a', 'url'],
    ['Ann Lee', 'text'],
  ])('"%s" is of kind %s', (text, type) => {
    expect(typeOf(text)).toBe(type);
  });
});
