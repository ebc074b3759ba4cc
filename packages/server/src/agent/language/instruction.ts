/** A value in an instruction: written out, or the name of a parameter (`{{password}}`). */
export type Value =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string };

/** The name of something on a page, as the instruction words it. `quoted` asks for the exact label. */
export interface Phrase {
  readonly text: string;
  readonly quoted: boolean;
}

/** What kind of element the instruction says it is ("the Save *button*"). */
export type ElementKind = 'button' | 'link' | 'tab' | 'menu item' | 'checkbox' | 'radio' | 'option' | 'icon';

export interface Target {
  readonly phrase: Phrase;
  readonly kind: ElementKind | null;
  /** "in the row for ACME": the text that the target's row shows. */
  readonly row: Phrase | null;
}

export interface FieldValue {
  /** `null` when the instruction names no field. */
  readonly field: Phrase | null;
  readonly value: Value;
  /** "from Ann to Bob": what the field must hold before. */
  readonly from?: string;
}

export interface Attribute {
  /** The words of the attribute, lower case: ["invoice", "numbers"]. */
  readonly words: readonly string[];
  readonly text: string;
}

interface Worded {
  /** The clause as the prompt has it. */
  readonly text: string;
}

export type Instruction = Worded &
  (
    | { readonly kind: 'sign-in'; readonly username: Value | null; readonly password: Value | null }
    | { readonly kind: 'sign-out' }
    | { readonly kind: 'go-to'; readonly page: Phrase; readonly saysPage: boolean }
    | { readonly kind: 'open-url'; readonly url: string }
    | { readonly kind: 'history'; readonly move: 'back' | 'forward' | 'reload' }
    | { readonly kind: 'click'; readonly target: Target }
    | { readonly kind: 'fill'; readonly entries: readonly FieldValue[] }
    | { readonly kind: 'clear'; readonly field: Phrase }
    | { readonly kind: 'select'; readonly option: Phrase; readonly field: Phrase | null }
    | { readonly kind: 'check'; readonly target: Phrase; readonly on: boolean }
    | { readonly kind: 'search'; readonly query: Value }
    | { readonly kind: 'submit' }
    | { readonly kind: 'press'; readonly key: string }
    | { readonly kind: 'wait'; readonly shown: Phrase; readonly gone: boolean }
    | {
        readonly kind: 'extract';
        readonly attributes: readonly Attribute[];
        /** "of every customer": what the records are. Empty when not said. */
        readonly entity: readonly string[];
        readonly onlyThisPage: boolean;
        readonly limit: number | null;
        /** "under Overdue": what the list stands under. */
        readonly section: Phrase | null;
      }
  );

export type InstructionKind = Instruction['kind'];

/** Why a prompt is not this engine's: `phrase` is the part of it that has no meaning here. */
export interface Decline {
  readonly phrase: string;
  readonly why: string;
}

export type Reading =
  | { readonly understood: true; readonly instructions: readonly Instruction[] }
  | { readonly understood: false; readonly decline: Decline };
