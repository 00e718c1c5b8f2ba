/** Every visible word of the screen. A Chinese sentence has at most 12 characters, an English one at most 8 words. */

import type { Finding } from '../../../core/door-check.ts';
import type { DoorPlace } from '../../../core/door-place.ts';
import type { BuiltInSlide, RefusedReason, StaffDoor, View } from '../../../core/screen.ts';

/** A title is set in two lines that are broken here, never by the browser. */
export type Lines = readonly [string, string];

/** What happened, and what to do about it. */
export interface Notice {
  readonly title: Lines;
  readonly what: string;
  readonly next: string;
}

export interface Fact {
  readonly fact: string;
  readonly detail: string;
}

type ServiceReason = Extract<View, { name: 'service' }>['reason'];
type DoorWords = Readonly<Record<StaffDoor, { readonly title: (door: number) => string; readonly next: string }>>;

export interface Words {
  readonly slides: Readonly<Record<BuiltInSlide, { readonly title: Lines; readonly line: string }>>;
  readonly steps: readonly [Fact, Fact, Fact, Fact];

  readonly enterCode: string;
  readonly checkedWhenFull: string;
  readonly stillThere: string;
  readonly pressToGoOn: string;
  readonly checking: string;
  readonly entered: (digits: number) => string;

  readonly keypad: string;
  readonly clear: string;
  readonly delete: string;
  readonly showQr: string;
  readonly largerShort: string;
  readonly larger: string;
  readonly largerInBrief: string;
  readonly normalShort: string;
  readonly normal: string;
  readonly thisLanguage: string;
  readonly otherLanguageSaid: string;
  readonly help: string;
  readonly back: string;

  readonly wrong: { readonly title: Lines; readonly what: string; readonly left: (tries: number) => string };
  readonly tries: (tries: number) => string;
  readonly wait: { readonly title: Lines; readonly what: string; readonly next: string };
  readonly seconds: string;
  readonly waitPrompt: (seconds: number) => string;
  readonly checkCode: Fact;
  readonly scanQr: Fact;
  readonly scanQrNoWait: Fact;
  readonly sayCabinet: (cabinet: string) => string;

  readonly refused: Readonly<Record<RefusedReason, Notice>>;
  readonly service: Readonly<Record<ServiceReason, Notice>>;
  readonly leftOpen: (door: number, alarm: boolean, where: string) => Notice;
  readonly jammed: (door: number, canTryAgain: boolean) => Notice;
  readonly tryAgain: string;
  readonly understood: string;
  readonly helpLine: string;

  readonly opening: (door: number) => string;
  readonly open: (door: number) => string;
  readonly where: (place: DoorPlace) => string;
  /** Between two sentences that are joined. */
  readonly stop: string;
  readonly closeAfter: string;
  readonly thisScreen: string;
  readonly yourFood: string;
  readonly pieces: (count: number) => string;
  readonly more: (kinds: number) => string;
  readonly zone: Readonly<Record<'chilled' | 'frozen' | 'heated' | 'ambient', string>>;
  readonly openAgain: string;
  readonly openAgainFor: (seconds: number) => string;
  readonly somethingWrong: string;
  readonly thanks: string;
  readonly thanksLine: string;

  readonly helpTitle: Lines;
  readonly callUs: string;
  readonly cabinetNumber: string;
  readonly tellThem: string;
  readonly staff: string;

  readonly backSoon: string;
  readonly backSoonLine: string;

  readonly staffNumber: string;
  readonly staffSecret: string;
  readonly staffSignIn: string;
  readonly staffRefused: { readonly title: Lines; readonly left: (tries: number) => string };
  readonly signOut: string;
  readonly toStore: string;
  readonly ordersLeft: (orders: number) => string;
  readonly nothingToStore: string;
  readonly stored: (order: string, door: number) => string;
  readonly door: (door: number) => string;
  readonly noDoorFree: string;
  readonly page: (page: number, pages: number) => string;
  readonly previous: string;
  readonly next: string;
  readonly loading: DoorWords;
  readonly wasEmpty: string;
  readonly wasEmptyYes: string;
  readonly wasEmptyNo: string;

  readonly toCheck: string;
  readonly allChecked: string;
  readonly doorsToCheck: (doors: number) => string;
  readonly checked: (door: number) => string;
  readonly toOrders: string;
  readonly nobodyKnows: string;
  readonly onHold: string;
  readonly doorCheck: DoorWords;
  readonly closeToCount: string;
  readonly whatIsInside: string;
  readonly isItInside: (order: string) => string;
  readonly leaderReleases: string;
  readonly found: Readonly<Record<Finding | 'inside' | 'notThere', string>>;
}
