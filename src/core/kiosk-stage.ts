import type { Finding } from './door-check.ts';
import type { Food, RefusedReason, StaffDoor } from './screen.ts';
import type { Role } from './staff.ts';

/** Every delay that a person at the screen can notice, milliseconds. */
export const SCREEN_TIMES = {
  entryWarnMs: 20_000,
  entryWipeMs: 30_000,
  wrongCodeMs: 20_000,
  refusedMs: 20_000,
  helpMs: 45_000,
  openAgainMs: 20_000,
  thanksMs: 20_000,
  troubleMs: 40_000,
  /** A second resident may begin while a door has stood open so long. */
  nextResidentMs: 20_000,
  staffIdleMs: 60_000,
  /** While the door of a loading may move, somebody is busy at it: but not for ever. */
  staffDoorIdleMs: 180_000,
  justStoredMs: 6_000,
} as const;

export interface PickupStage {
  readonly name: 'pickup';
  readonly phase: 'opening' | 'open' | 'left-open' | 'left-open-alarm' | 'thanks' | 'jammed' | 'service';
  readonly orderId: string;
  readonly compartment: number;
  readonly food: Food;
  readonly canOpenAgain: boolean;
  readonly sinceMs: number;
}

export interface LoadingPage {
  readonly kind: 'loading';
  readonly orderId: string;
  readonly compartment: number;
  readonly door: StaffDoor;
  readonly askEmpty: boolean;
}

/** A door that has to be checked, while a member stands at it. */
export interface CheckPage {
  readonly kind: 'check';
  readonly compartment: number;
  readonly orderId: string | null;
  readonly held: boolean;
  readonly door: StaffDoor;
  /** What this member may say once the door has opened. */
  readonly answers: readonly Finding[];
  readonly answer: Finding | null;
}

/** Once it has opened, and until they have answered. */
export const canAnswer = ({ door, answer }: CheckPage): boolean =>
  answer === null && (door === 'open' || door === 'closed');

export interface StaffStage {
  readonly name: 'staff';
  readonly staffId: string;
  readonly staffName: string;
  readonly role: Role;
  readonly page:
    | {
        readonly kind: 'orders';
        readonly justStored: { readonly orderId: string; readonly compartment: number } | null;
      }
    | LoadingPage
    | { readonly kind: 'doors'; readonly justChecked: number | null }
    | CheckPage;
  readonly sinceMs: number;
}

export type Stage =
  | { readonly name: 'attract' }
  | { readonly name: 'code'; readonly digits: string }
  | { readonly name: 'checking' }
  | { readonly name: 'wrong-code'; readonly triesLeft: number; readonly sinceMs: number }
  | { readonly name: 'wait'; readonly sinceMs: number; readonly waitMs: number }
  | { readonly name: 'refused'; readonly reason: RefusedReason; readonly sinceMs: number }
  | { readonly name: 'cannot-record'; readonly sinceMs: number }
  | { readonly name: 'help'; readonly sinceMs: number }
  | { readonly name: 'staff-number'; readonly digits: string }
  | { readonly name: 'staff-secret'; readonly number: string; readonly digits: string }
  | { readonly name: 'staff-refused'; readonly triesLeft: number; readonly sinceMs: number }
  | PickupStage
  | StaffStage;
