/**
 * What the screen shows: the whole of it, at every change. The daemon decides, the page draws; the page keeps no
 * state of its own beyond drawing (06-screen.md).
 */
import type { CabinetFace, Text, Zone } from './cabinet.ts';
import type { Finding } from './door-check.ts';

export type Language = 'zh' | 'en';

/** How far an entry is. Digits themselves stay in the daemon, but for the newest, which the page shows for 1 s. */
export interface Entry {
  readonly entered: number;
  readonly newest: string | null;
}

/** Built-in slides, made from the cabinet's own config: nothing in them claims anything about food. */
export const BUILT_IN_SLIDES = ['welcome', 'how-to', 'help'] as const;
export type BuiltInSlide = (typeof BUILT_IN_SLIDES)[number];

/** Said only after a right code, so it may be the truth (05, Throttling). */
export type RefusedReason = 'not-loaded' | 'already-collected' | 'expired' | 'held';

export interface Food {
  readonly items: readonly { readonly name: Text; readonly quantity: number }[];
  readonly zone: Zone;
}

export interface StaffOrder extends Food {
  readonly orderId: string;
  /** The compartment that it would get now, or null when nothing free fits. */
  readonly compartment: number | null;
}

/** How a door that a staff member opens is doing. */
export type StaffDoor = 'opening' | 'open' | 'closed' | 'jammed' | 'no-answer';

/** A door that somebody has to look behind. */
export interface DoorToCheck {
  readonly compartment: number;
  readonly zone: Zone;
  /** Nobody may take food out of it before its hold is cleared. */
  readonly held: boolean;
  /** What is stored or believed to be in it; null: nobody knows. */
  readonly order: StaffOrder | null;
}

export type View =
  | { readonly name: 'attract'; readonly slide: BuiltInSlide }
  | { readonly name: 'entering'; readonly entry: Entry; readonly idleWarning: boolean }
  | { readonly name: 'checking' }
  | { readonly name: 'wrong-code'; readonly triesLeft: number }
  /** No token left in the keypad's bucket; tickets and help stay live. */
  | { readonly name: 'wait'; readonly secondsLeft: number; readonly secondsTotal: number }
  | { readonly name: 'refused'; readonly reason: RefusedReason }
  | { readonly name: 'opening'; readonly compartment: number }
  | { readonly name: 'open'; readonly compartment: number; readonly food: Food; readonly canOpenAgain: boolean }
  | { readonly name: 'left-open'; readonly compartment: number; readonly alarm: boolean }
  /** After the door closed; `openAgainSeconds` is null when this door may not open again. */
  | { readonly name: 'thanks'; readonly compartment: number; readonly openAgainSeconds: number | null }
  | { readonly name: 'jammed'; readonly compartment: number; readonly canTryAgain: boolean }
  /** Nothing was sent to the lock, and the code is as good as before. */
  | { readonly name: 'service'; readonly reason: 'lock-silent' | 'cannot-record' }
  | { readonly name: 'help' }
  | { readonly name: 'staff-number'; readonly entry: Entry }
  | { readonly name: 'staff-secret'; readonly entry: Entry }
  | { readonly name: 'staff-refused'; readonly triesLeft: number }
  | {
      readonly name: 'staff-orders';
      readonly staffName: string;
      readonly orders: readonly StaffOrder[];
      readonly justStored: { readonly orderId: string; readonly compartment: number } | null;
      readonly doorsToCheck: number;
    }
  | {
      readonly name: 'staff-doors';
      readonly staffName: string;
      readonly doors: readonly DoorToCheck[];
      /** The compartment that was concluded a moment ago. */
      readonly justChecked: number | null;
    }
  | {
      readonly name: 'door-check';
      readonly compartment: number;
      readonly order: StaffOrder | null;
      readonly held: boolean;
      /** This member's word clears the hold. */
      readonly mayClear: boolean;
      readonly door: StaffDoor;
      /** What this member may say now; nothing before the door has opened. */
      readonly answers: readonly Finding[];
      /** What they said: it counts when the door is closed. */
      readonly answer: Finding | null;
    }
  | {
      readonly name: 'loading';
      readonly compartment: number;
      readonly order: StaffOrder;
      readonly door: StaffDoor;
      /** True while a person has not said whether the compartment was empty. */
      readonly askEmpty: boolean;
    };

export type ViewName = View['name'];

export interface ScreenState {
  readonly view: View;
  readonly language: Language;
  readonly largeType: boolean;
  /** The cabinet's own time for the header, milliseconds since 1970; null while its clock is known to be wrong. */
  readonly nowMs: number | null;
}

/** The first message of every connection of the page. */
export interface ScreenHello {
  readonly cabinet: CabinetFace;
  readonly state: ScreenState;
}

export const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
export type Digit = (typeof DIGITS)[number];

/** Everything a person can do at the screen; a physical keypad makes the same inputs. */
export type ScreenInput =
  | { readonly kind: 'digit'; readonly digit: Digit }
  | { readonly kind: 'clear' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'touch' }
  | { readonly kind: 'language'; readonly language: Language }
  | { readonly kind: 'large-type'; readonly on: boolean }
  | { readonly kind: 'help' }
  /** Leaves the present card (help, refused, jammed, staff pages …). A staff member signs out by it. */
  | { readonly kind: 'back' }
  | { readonly kind: 'open-again' }
  | { readonly kind: 'try-again' }
  | { readonly kind: 'staff' }
  | { readonly kind: 'load-order'; readonly orderId: string }
  | { readonly kind: 'was-empty'; readonly empty: boolean }
  /** To the list of doors that have to be checked, and one of them. */
  | { readonly kind: 'check-doors' }
  | { readonly kind: 'check-door'; readonly compartment: number }
  | { readonly kind: 'found'; readonly finding: Finding };
