import type { Attribute, Instruction } from '../language/instruction.ts';
import { meaningOf, stem } from '../match/words.ts';
import { type ColumnChoice, chooseColumn, contextOf } from './columns.ts';
import type { RecordSet } from './record-set.ts';

export type Question = Extract<Instruction, { kind: 'extract' }>;

/** Which columns of which list answer a question. */
export interface Answer {
  readonly columns: readonly number[];
  /** Property names of the output records; a single column gives plain strings. */
  readonly names: readonly string[];
  readonly score: number;
  readonly single: boolean;
}

const ROW_WORDS = new Set([
  'row',
  'record',
  'entry',
  'item',
  'table',
  'data',
  'thing',
  'result',
  'listing',
  'content',
]);

/** `null` when the list does not answer the question, or not clearly. */
export function answerOf(set: RecordSet, question: Question, url: string): Answer | null {
  const context = contextOf(set, url);
  const entity = question.entity.map(meaningOf);
  const attributes = question.attributes;
  const wide = new Set([...context, ...entity]);
  if (!entity.every(word => context.has(word) || isRowWord(word) || inColumns(set, word))) return null;
  const [sole] = attributes;
  const named =
    sole && attributes.length === 1 && sole.words.length === 1 ? wholeRecords(set, sole, context) : null;
  if (named) return named;
  const chosen = attributes.map(attribute =>
    columnFor(set, { attribute, entity: question.entity, context: wide }),
  );
  const columns = chosen.flatMap(choice => (choice.kind === 'column' ? [choice.column] : []));
  if (columns.length === attributes.length && new Set(columns).size === columns.length) {
    const score = chosen.reduce((sum, choice) => sum + (choice.kind === 'column' ? choice.score : 0), 0);
    return {
      columns,
      names: attributes.map(attribute => snakeCase(attribute.text)),
      score: score / attributes.length,
      single: attributes.length === 1,
    };
  }
  const [only] = attributes;
  return only && attributes.length === 1 && chosen[0]?.kind === 'none'
    ? wholeRecords(set, only, context)
    : null;
}

/** "the name of every client" may stand under "Client": the words of the record count where the attribute alone finds nothing. */
function columnFor(
  set: RecordSet,
  {
    attribute,
    entity,
    context,
  }: { attribute: Attribute; entity: readonly string[]; context: ReadonlySet<string> },
): ColumnChoice {
  const direct = chooseColumn(set, attribute, context);
  if (direct.kind !== 'none' || entity.length === 0) return direct;
  return chooseColumn(set, { ...attribute, words: [...entity, ...attribute.words] }, context);
}

/** The columns of a list between which an attribute does not decide, by name; empty when that is not the trouble. */
export function undecidedColumns(set: RecordSet, question: Question, url: string): string[] {
  const context = new Set([...contextOf(set, url), ...question.entity.map(meaningOf)]);
  const choices = question.attributes.map(attribute =>
    columnFor(set, { attribute, entity: question.entity, context }),
  );
  const undecided = choices.find(choice => choice.kind === 'ambiguous');
  return undecided?.kind === 'ambiguous' ? undecided.columns.map(column => set.columns[column] ?? '') : [];
}

/** "extract all invoices": the attribute is the record itself, so every column answers. */
function wholeRecords(set: RecordSet, attribute: Attribute, context: ReadonlySet<string>): Answer | null {
  const words = attribute.words.map(stem);
  const explained = words.every(word => context.has(meaningOf(word)) || isRowWord(word));
  if (!explained || set.kind === 'pairs') return null;
  const columns = set.columns.flatMap((name, column) =>
    name !== '' && hasCells(set, column) ? [column] : [],
  );
  const unnamed = columns.length === 0 && set.columns.length === 1 ? [0] : columns;
  if (unnamed.length === 0) return null;
  const nearTitle = words.some(word => set.title.toLowerCase().includes(word));
  return {
    columns: unnamed,
    names: distinct(unnamed.map(column => snakeCase(set.columns[column] ?? '') || `column_${column + 1}`)),
    score: 0.6 + (nearTitle ? 0.1 : 0) + (set.kind === 'cards' ? 0 : 0.1),
    single: unnamed.length === 1,
  };
}

function hasCells(set: RecordSet, column: number): boolean {
  return set.rows.length === 0 || set.rows.some(row => (row.cells[column] ?? '') !== '');
}

function inColumns(set: RecordSet, word: string): boolean {
  return set.columns.some(name => meaningOf(name.toLowerCase()) === word);
}

function isRowWord(word: string): boolean {
  return ROW_WORDS.has(stem(word));
}

export function snakeCase(text: string): string {
  const words = text.replace(/#/g, ' number ').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return words.match(/[\p{L}\p{N}]+/gu)?.join('_') ?? '';
}

function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map(name => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}
