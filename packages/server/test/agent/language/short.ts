import type { Instruction, Value } from '../../../src/agent/language/instruction.ts';
import { readPrompt } from '../../../src/agent/language/prompt.ts';

/** A reading as one line an instruction, short enough for a table. */
export function short(prompt: string): string {
  const reading = readPrompt(prompt);
  return reading.understood ? reading.instructions.map(line).join(' | ') : 'decline';
}

function line(each: Instruction): string {
  switch (each.kind) {
    case 'sign-in':
      return `sign-in ${value(each.username)} ${value(each.password)}`;
    case 'go-to':
      return `go-to ${each.page.text}`;
    case 'open-url':
      return `open ${each.url}`;
    case 'history':
      return each.move;
    case 'click':
      return `click ${each.target.kind ?? ''}<${each.target.phrase.text}>${each.target.row ? ` in ${each.target.row.text}` : ''}`;
    case 'fill':
      return `fill ${each.entries.map(entry => `${entry.field?.text ?? '?'}=${value(entry.value)}${entry.from === undefined ? '' : ` (from ${entry.from})`}`).join('; ')}`;
    case 'clear':
      return `clear ${each.field.text}`;
    case 'select':
      return `select ${each.option.text} of ${each.field?.text ?? '?'}`;
    case 'check':
      return `${each.on ? 'tick' : 'untick'} ${each.target.text}`;
    case 'search':
      return `search ${value(each.query)}`;
    case 'press':
      return `press ${each.key}`;
    case 'wait':
      return `wait ${each.gone ? 'gone' : 'for'} ${each.shown.text}`;
    case 'extract': {
      const marks = `${each.onlyThisPage ? ' on this page' : ''}${each.limit === null ? '' : ` first ${each.limit}`}${each.section ? ` under ${each.section.text}` : ''}`;
      const entity = each.entity.length > 0 ? ` of ${each.entity.join(' ')}` : '';
      return `extract ${each.attributes.map(attribute => attribute.text).join(', ')}${entity}${marks}`;
    }
    default:
      return each.kind;
  }
}

function value(each: Value | null): string {
  if (each === null) return '-';
  return each.kind === 'literal' ? each.text : `{${each.name}}`;
}
