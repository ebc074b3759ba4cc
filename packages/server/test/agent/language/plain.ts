/** Plain wordings beside those of `everyday.ts`: what politeness adds, how people ask for a page, how they say values. */
type Corpus = readonly (readonly [prompt: string, reading: string])[];

export const POLITE: Corpus = [
  ['Click Publish please', 'click <Publish>'],
  ['Click Publish for me, thanks', 'click <Publish>'],
  ['Open orders thanks', 'go-to orders'],
  ['Take me to the orders page please', 'go-to orders'],
  ['Type Kim into Nickname please', 'fill Nickname=Kim'],
  ['Tick Letters thanks', 'tick Letters'],
  ['Log in as kim with password Tulpe9 please', 'sign-in kim Tulpe9'],
  ['Log in as kim with password please', 'sign-in kim please'],
  ['Type thank you', 'fill ?=thank you'],
  ['Click Buy now', 'click <Buy now>'],
];

export const WAYS: Corpus = [
  ["Let's go to the orders page", 'go-to orders'],
  ['Let’s open Orders', 'go-to Orders'],
  ['I want to see the orders page', 'go-to orders'],
  ['Find the orders page', 'go-to orders'],
  ['Find good orders', 'decline'],
  ['Go back to the overview', 'go-to overview'],
  ['Return to the overview', 'go-to overview'],
  ['Go back to the previous page', 'back'],
  ['Use kim / Tulpe9 to sign in', 'sign-in kim Tulpe9'],
  ['Log in: kim / Tulpe9', 'sign-in kim Tulpe9'],
  ['Sign in as kim:Tulpe9', 'sign-in kim Tulpe9'],
  ['Use Google to sign in', 'decline'],
];

export const VALUES: Corpus = [
  ['Fill in City: Bonn; Street: Elm', 'fill City=Bonn; Street=Elm'],
  ['Fill the form with City=Bonn and Mail=k@x.org', 'fill City=Bonn; Mail=k@x.org'],
  ['Set City = Bonn', 'fill City=Bonn'],
  ['Change the title to Notes from Kim to Bo', 'fill title=Notes from Kim to Bo'],
  ['Type Kim in the second field', 'decline'],
  ['Type Kim twice', 'decline'],
  ['Type Kim into Nickname twice', 'decline'],
  ['Set the start to tomorrow', 'decline'],
  ['Set the start to next Friday', 'decline'],
  ['Set the amount to 5 less', 'decline'],
  ['Set the amount to three', 'decline'],
  ['Set the title to empty', 'decline'],
  ['Set Name to empty', 'decline'],
  ['Type Kim or Bo into Nickname', 'decline'],
  ['Fill in the city with your city', 'decline'],
  ['Search for lamps twice', 'decline'],
  ['Search for lamps please', 'search lamps'],
  ['Type "Kim or Bo" into Nickname', 'fill Nickname=Kim or Bo'],
  ['Type "three" into Word', 'fill Word=three'],
];
