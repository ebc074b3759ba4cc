import { describe, expect, it } from 'vitest';
import type { Instruction, Value } from '../../../src/agent/language/instruction.ts';
import { readPrompt } from '../../../src/agent/language/prompt.ts';

/** A reading as one line an instruction, short enough for a table. */
function short(prompt: string): string {
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
      return `fill ${each.entries.map(entry => `${entry.field?.text ?? '?'}=${value(entry.value)}`).join('; ')}`;
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
      const marks = `${each.onlyThisPage ? ' on this page' : ''}${each.limit === null ? '' : ` first ${each.limit}`}`;
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

const UNDERSTOOD: readonly (readonly [prompt: string, reading: string])[] = [
  ['Log in with username demo@example.com', 'sign-in demo@example.com -'],
  ['Go to the invoices page and extract all invoice numbers', 'go-to invoices | extract invoice numbers'],
  ['log in', 'sign-in - -'],
  ['Please log in.', 'sign-in - -'],
  ['Log in to the site', 'sign-in - -'],
  ['Log into my account', 'sign-in - -'],
  ['Log in as ann', 'sign-in ann -'],
  ['Log in as ann / hunter2', 'sign-in ann hunter2'],
  ['Log in as ann with password hunter2', 'sign-in ann hunter2'],
  ['Log in with ann@x.org / s3cret!', 'sign-in ann@x.org s3cret!'],
  ['Log in with ann@x.org/s3cret', 'sign-in ann@x.org s3cret'],
  ['Log in with username ann and password hunter2.', 'sign-in ann hunter2'],
  ['Log in with password hunter2 and username ann', 'sign-in ann hunter2'],
  ['Log in using email ann@x.org, password "two words"', 'sign-in ann@x.org two words'],
  ['Sign in as "Ann Lee" with the password `p,w;d`', 'sign-in Ann Lee p,w;d'],
  ['Login with username: ann, password: hunter2', 'sign-in ann hunter2'],
  ['login username=ann password=hunter2', 'sign-in ann hunter2'],
  ['Sign in with user ann and pass hunter2', 'sign-in ann hunter2'],
  ['Sign in with the user name ann and the password hunter2', 'sign-in ann hunter2'],
  ['Sign in with username {{user}} and password {{password}}', 'sign-in {user} {password}'],
  ['Log in with username demo and the password shown on the page', 'sign-in demo -'],
  ['Log in with the given credentials', 'sign-in - -'],
  ['Log in with the demo account', 'sign-in - -'],
  ['Log in as ann. The password is hunter2.', 'sign-in ann hunter2'],
  ['Log in as ann. Use password hunter2', 'sign-in ann hunter2'],
  ['Use username ann and password hunter2 to log in', 'sign-in ann hunter2'],
  ['Can you sign me in as ann@x.org', 'sign-in ann@x.org -'],
  ['1. Log in as ann\n2. Go to Reports', 'sign-in ann - | go-to Reports'],
  ['Log in as ann, then go to the reports page', 'sign-in ann - | go-to reports'],
  ['First log in as ann, and then open Settings', 'sign-in ann - | go-to Settings'],
  ['log in with username demo@example.com; go to invoices', 'sign-in demo@example.com - | go-to invoices'],
  ['Log out', 'sign-out'],
  ['sign me out', 'sign-out'],
  ['Go to the invoices page', 'go-to invoices'],
  ['Go to Invoices', 'go-to Invoices'],
  ['navigate to the "Sales orders" page', 'go-to Sales orders'],
  ['Open the customers section', 'go-to customers'],
  ['visit the page called Team', 'go-to Team'],
  ['Go to https://example.com/a?b=c', 'open https://example.com/a?b=c'],
  ['Open http://127.0.0.1:8001/login and log in as ann', 'open http://127.0.0.1:8001/login | sign-in ann -'],
  ['go back', 'back'],
  ['Go back, then reload the page', 'back | reload'],
  ['click Save', 'click <Save>'],
  ['Click the Save button', 'click button<Save>'],
  ['click on the "Save and Submit" button', 'click button<Save and Submit>'],
  ['Click Save and Close', 'click <Save and Close>'],
  ['Click the link "Terms"', 'click link<Terms>'],
  ['Click the button labelled "Go"', 'click button<Go>'],
  ['press the Send button', 'click button<Send>'],
  ['press Enter', 'press Enter'],
  ['hit the escape key', 'press Escape'],
  ['Click Delete in the row for ACME Corp', 'click <Delete> in ACME Corp'],
  ['click Edit in the ACME row', 'click <Edit> in ACME'],
  ['click the Edit link next to "Ann Lee"', 'click link<Edit> in Ann Lee'],
  ['expand Section 2', 'click <Section 2>'],
  ['Click Next, then click Finish', 'click <Next> | click <Finish>'],
  ['type hello into the search box', 'fill search=hello'],
  ['type "hello world" in Comments', 'fill Comments=hello world'],
  ['Enter ann@x.org in the email field', 'fill email=ann@x.org'],
  ['Fill the Name field with Ann Lee', 'fill Name=Ann Lee'],
  ['fill in Subject with "Re: order"', 'fill Subject=Re: order'],
  ['set Quantity to 3', 'fill Quantity=3'],
  ['Enter username ann and password hunter2', 'fill username=ann; password=hunter2'],
  [
    'Fill in the contact form with name Ann Lee, email ann@x.org and message Hello',
    'fill name=Ann Lee; email=ann@x.org; message=Hello',
  ],
  [
    'Fill in the contact form with name Ann Lee, email ann@x.org and message Hello and save',
    'fill name=Ann Lee; email=ann@x.org; message=Hello | click button<Save>',
  ],
  ['Fill in the form with First name: Ann, Last name: Lee', 'fill First name=Ann; Last name=Lee'],
  ['type hello', 'fill ?=hello'],
  ['clear the search field', 'clear search'],
  ['select Germany from the Country dropdown', 'select Germany of Country'],
  ['choose "Very large" in Size', 'select Very large of Size'],
  ['Select Express', 'select Express of ?'],
  ['tick "I agree" and submit the form', 'tick I agree | submit'],
  ['check the terms and conditions checkbox', 'tick terms and conditions'],
  ['uncheck Newsletter', 'untick Newsletter'],
  ['search for lamps', 'search lamps'],
  ['search for "blue lamps" on the site', 'search blue lamps'],
  ['wait for "Done" to appear', 'wait for Done'],
  ['wait until Loading disappears', 'wait gone Loading'],
  ['submit the form', 'submit'],
  ['Extract all invoice numbers', 'extract invoice numbers'],
  ['extract every invoice number', 'extract invoice number'],
  ['Extract the invoice numbers from the table', 'extract invoice numbers'],
  ['Extract all invoice numbers on this page', 'extract invoice numbers on this page'],
  ['get the email of every customer', 'extract email of customer'],
  ['list all customers', 'extract customers'],
  [
    'Extract the name, email and phone number of every customer',
    'extract name, email, phone number of customer',
  ],
  ["Get each customer's email", 'extract customer email'],
  ['extract all invoices as JSON', 'extract invoices'],
  ['Extract all invoice numbers and amounts', 'extract invoice numbers, amounts'],
  ['extract the first 5 invoice numbers', 'extract invoice numbers first 5'],
  ['extract all invoice numbers from the invoices page', 'go-to invoices | extract invoice numbers'],
  ['Collect all "Order no." values', 'extract order no. values'],
  ['give me a list of all product names', 'extract product names'],
  ['extract all last names', 'extract last names'],
];

const DECLINED: readonly string[] = [
  '',
  '   ',
  'Hello',
  'invoices',
  'Find out whether we have overdue invoices',
  'If there is a cookie banner, close it',
  'Click the cheapest product',
  'click the first result',
  'click any link',
  'Buy the best laptop under 1000 dollars',
  'How many invoices are there?',
  'What is the total of all invoices?',
  'Extract all unpaid invoices',
  'extract all invoice numbers greater than 1000',
  'Extract the invoices from last month that are overdue',
  'extract the latest invoice number',
  'extract all invoices after January 2026',
  'extract invoice numbers where status is paid',
  'list the five most expensive products',
  'extract the invoice numbers sorted by date',
  'extract everything relevant',
  'Summarize the page',
  'Compare the prices of both plans',
  'Calculate the sum of all amounts',
  'Log in and pay the bill',
  'Log in with username ann unless you are signed in already',
  'Log in as ann if needed',
  'Go to the invoices page and delete the oldest invoice',
  'Go to the invoices page and do something useful',
  'Book a table for two tomorrow',
  'Send an email to ann@x.org saying hello',
  'Check if the order has shipped',
  'check whether the box is ticked',
  'Download all invoices',
  'Click Save unless it is disabled',
  'Fill in the form',
  'fill in the form appropriately',
  'Fill in the form with my details',
  'type my email into the email field',
  'Enter the current date in the Date field',
  'click Edit in the header',
  'extract',
  'click',
  'go to',
  'Use the search to find the answer to life',
  'Follow the instructions on the page',
  'Repeat until there are no more rows',
  'Solve the puzzle',
  'Translate the page to German',
  'Write a poem about invoices',
  'Go to example.com please and think',
];

describe('reading a prompt', () => {
  it.each(UNDERSTOOD)('understands "%s"', (prompt, reading) => {
    expect(short(prompt)).toBe(reading);
  });

  it.each(DECLINED)('declines "%s"', prompt => {
    expect(short(prompt)).toBe('decline');
  });

  it('names the part that it does not understand', () => {
    expect(readPrompt('Log in as ann and pay the bill')).toMatchObject({
      understood: false,
      decline: { phrase: 'and pay the bill' },
    });
  });
});
