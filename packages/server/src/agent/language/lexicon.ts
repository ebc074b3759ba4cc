import type { InstructionKind } from './instruction.ts';

/** Words that begin a clause, by what the clause asks for. Longest first where one begins another. */
export const VERBS: readonly (readonly [InstructionKind, readonly string[]])[] = [
  [
    'sign-in',
    [
      'log in',
      'log into',
      'log on',
      'log me in',
      'log me into',
      'login',
      'log-in',
      'sign in',
      'sign into',
      'sign me in',
      'sign me into',
      'signin',
      'sign-in',
      'sign on',
      'authenticate',
      'logging in',
      'signing in',
    ],
  ],
  ['sign-out', ['log out', 'log me out', 'logout', 'sign out', 'sign me out', 'signout', 'log off']],
  [
    'go-to',
    [
      'go to',
      'go into',
      'goto',
      'navigate to',
      'browse to',
      'head to',
      'head over to',
      'switch to',
      'visit',
      'open',
      'open up',
      'take me to',
      'bring me to',
      'access',
      'view',
      'move to',
      'jump to',
      'proceed to',
      'go over to',
      'get to',
      'return to',
      'go back to',
    ],
  ],
  ['history', ['go back', 'go forward', 'reload', 'refresh', 'navigate back']],
  ['click', ['click', 'click on', 'press', 'press on', 'tap', 'tap on', 'hit', 'push', 'expand', 'collapse']],
  [
    'fill',
    [
      'type',
      'type in',
      'enter',
      'fill',
      'fill in',
      'fill out',
      'input',
      'write',
      'put',
      'set',
      'change',
      'key in',
    ],
  ],
  ['clear', ['clear', 'empty', 'erase']],
  ['select', ['select', 'choose', 'pick']],
  ['check', ['check', 'tick', 'check off', 'uncheck', 'untick', 'deselect', 'unselect']],
  ['search', ['search for', 'search', 'look for', 'look up']],
  ['submit', ['submit', 'save']],
  ['wait', ['wait for', 'wait until', 'wait till']],
  [
    'extract',
    [
      'extract',
      'list',
      'list out',
      'get',
      'get me',
      'collect',
      'gather',
      'scrape',
      'read',
      'read out',
      'return',
      'give me',
      'show me',
      'show',
      'fetch',
      'output',
      'report',
      'copy',
      'grab',
      'pull',
      'capture',
      'record',
      'note',
      'retrieve',
      'print',
      'tell me',
      'what are',
      'find',
      'find me',
      'find all',
      'find every',
      'find me all',
      'i need',
      'i want',
      'i would like',
      "i'd like",
      'i want to have',
      'i want to see',
      'i need to have',
      'i would like to have',
      'i would like to see',
      "i'd like to have",
      "i'd like to see",
    ],
  ],
];

export const VERB_PHRASES: readonly string[] = VERBS.flatMap(([, phrases]) => phrases);

/** Said before a verb without changing it. */
export const COURTESIES: readonly string[] = [
  'please',
  'kindly',
  "let's",
  'let’s',
  'lets',
  'let us',
  'can you',
  'could you',
  'would you',
  'i want you to',
  'i want to',
  'i need to',
  'i would like to',
  "i'd like to",
  'i would like you to',
  "i'd like you to",
  'i need you to',
  'you should',
  'now',
  'first',
  'firstly',
  'second',
  'secondly',
  'third',
  'next',
  'finally',
  'lastly',
  'then',
  'and then',
  'and',
  'after that',
  'after',
  'afterwards',
  'also',
  'just',
];

export const ARTICLES: ReadonlySet<string> = new Set([
  'the',
  'a',
  'an',
  'this',
  'that',
  'my',
  'your',
  'our',
  'its',
]);

/** A clause with one of these asks for judgement, a condition or arithmetic: not this engine's. */
export const BEYOND: ReadonlySet<string> = new Set(
  `if unless whether otherwise except without why how should decide determine compare calculate compute sum average
   mean median count summarize summarise summary recommend suggest best worst better cheapest cheaper expensive most
   least largest biggest smallest highest lowest longest shortest newest oldest latest earliest recent greater larger
   smaller fewer less more than over under above below between before after since exceeding where whose which who
   whichever matching containing contains starting ending sorted sort ordered order-by filter filtered either maybe
   appropriate relevant suitable random any similar`.split(/\s+/),
);

/** Adjectives that choose among records by their content: reading "all" would be silently wrong. */
export const FILTERING: ReadonlySet<string> = new Set(
  `open opened sent unsent shipped delivered assigned unassigned confirmed unconfirmed published unpublished solved
   unsolved finished unfinished urgent deleted blocked locked hidden visible own unpaid paid overdue outstanding pending cancelled canceled refunded active inactive archived closed unread
   draft drafts failed failing successful successful approved rejected expired valid invalid enabled disabled unique
   distinct different duplicate missing available unavailable new old current previous last top bottom only
   not no other remaining completed incomplete unresolved resolved verified unverified today yesterday tomorrow this
   today's week month year weekly monthly yearly`.split(/\s+/),
);
