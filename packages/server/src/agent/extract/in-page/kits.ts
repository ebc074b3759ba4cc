import type { Kit } from '../../page/page-script.ts';
import { findCards } from './cards.page.ts';
import { choiceDoubt } from './choices.page.ts';
import { findDoubts, isAdjacent, isJustAfter } from './doubts.page.ts';
import { emptyTextOf, troubleNear } from './emptiness.page.ts';
import { keyOf } from './found.page.ts';
import { findGrids } from './grids.page.ts';
import { findHeadings, ownName, partOf, stands, titleOf, trailOf } from './headings.page.ts';
import { hearingOf } from './listening.page.ts';
import { numberedPages } from './numbers.page.ts';
import { findControls } from './pagers.page.ts';
import {
  chooseControls,
  pagerElement,
  pagerOf,
  readRecordSets,
  scrollerOf,
  scrollList,
  survey,
} from './read.page.ts';
import { sectionDoubt } from './sections.page.ts';
import { ageOfScripted, controlsAround } from './surroundings.page.ts';
import { findTables } from './tables.page.ts';
import {
  everyElement,
  isShown,
  liesIn,
  nameOf,
  parentOf,
  textWithout,
  valueText,
  visibleText,
} from './text.page.ts';
import { findTotals } from './totals.page.ts';

const SURVEY = [
  survey,
  everyElement,
  isShown,
  liesIn,
  nameOf,
  parentOf,
  visibleText,
  valueText,
  textWithout,
  keyOf,
  findTables,
  findGrids,
  findCards,
  findTotals,
  findControls,
  numberedPages,
  findDoubts,
  isAdjacent,
  isJustAfter,
  choiceDoubt,
  sectionDoubt,
  emptyTextOf,
  troubleNear,
  chooseControls,
  pagerOf,
  scrollerOf,
] as const;

export const READ_RECORD_SETS: Kit = [
  readRecordSets,
  findHeadings,
  titleOf,
  trailOf,
  ownName,
  stands,
  partOf,
  ...SURVEY,
];
export const PAGER_ELEMENT: Kit = [pagerElement, ...SURVEY];
export const SCROLL_LIST: Kit = [scrollList, ...SURVEY];
export const CONTROLS_AROUND: Kit = [controlsAround, ...SURVEY];
export const HEARING: Kit = [hearingOf, pagerElement, ...SURVEY];
export const AGE_OF_SCRIPTED: Kit = [ageOfScripted];
