/**
 * One attempt to open one door, from intent to closed (05, One opening).
 *
 *   opening ──door open──▶ open ──45 s──▶ left-open ──door closed──▶ closed
 *      │                     └──────────door closed────────────────────┘
 *      ├─ nothing left the host ──▶ not-sent      (the code is as good as before)
 *      ├─ 5 s, door stayed closed ─▶ jammed        (a late movement still counts)
 *      ├─ 5 s, door not readable ──▶ uncertain     (the same code, the same order, again; as above)
 *      └─ boot, door not open ─────▶ uncertain
 *
 * A door without a working sensor is timed: `closed`, and `observed` is false.
 */
import { elapsedMs, type Moment } from './clock.ts';

export type DoorState = 'open' | 'closed' | 'unknown';

export type Purpose =
  | { readonly kind: 'collect'; readonly orderId: string; readonly commandId?: string }
  | { readonly kind: 'reopen'; readonly orderId: string }
  | { readonly kind: 'store'; readonly orderId: string; readonly staffId: string }
  /** A member looks behind a door of which nothing is known, or that is held; `orderId`: what may be there. */
  | { readonly kind: 'check'; readonly staffId: string; readonly orderId?: string }
  | { readonly kind: 'inspect'; readonly commandId: string };

export type OpeningState = 'opening' | 'open' | 'left-open' | 'closed' | 'jammed' | 'uncertain' | 'not-sent';

export interface Opening {
  readonly id: number;
  readonly compartment: number;
  readonly generation: number;
  readonly purpose: Purpose;
  /** Pulses intended so far: 1, and one more for each "open again" while the door was open. */
  readonly attempt: number;
  readonly state: OpeningState;
  readonly startedAt: Moment;
  readonly openedAt: Moment | null;
  /** What the sensor said when the door was asked for: `open` may be a cut wire. */
  readonly doorAtRequest: DoorState;
  readonly observed: boolean;
  readonly alarmed: boolean;
}

export const OPENING_TIMES = {
  /** No movement for so long after the pulse: jammed. */
  movementMs: 5_000,
  /** A door that stands open for so long is asked to be closed, and then alarms. */
  leftOpenMs: 45_000,
  leftOpenAlarmMs: 120_000,
  /** How long a door without a sensor counts as open. */
  unobservedMs: 20_000,
  /** A jammed or uncertain door that moves within this time was opened by its pulse after all. */
  lateMovementMs: 60_000,
} as const;

export type OpeningInput =
  | { readonly kind: 'not-sent' }
  | { readonly kind: 'door'; readonly door: DoorState }
  /** Time went by; the door as it is known now. */
  | { readonly kind: 'time'; readonly door: DoorState }
  /** The daemon found this opening unfinished, and this is its first word on the door: `unknown` when none came in time. */
  | { readonly kind: 'boot'; readonly door: DoorState };

export const saysOpen = (input: OpeningInput): boolean => input.kind !== 'not-sent' && input.door === 'open';

export type OpeningFact = 'opened' | 'closed' | 'jammed' | 'left-open' | 'left-open-alarm' | 'uncertain' | 'not-sent';

export interface OpeningStep {
  readonly opening: Opening;
  readonly fact: OpeningFact;
  /** The door as it was known when the fact was stated. */
  readonly door: DoorState;
}

export const isFinished = (opening: Opening): boolean =>
  opening.state !== 'opening' && opening.state !== 'open' && opening.state !== 'left-open';

/** What an opening and a wish for one have in common. */
type Wanted = Pick<Opening, 'generation' | 'purpose'>;

/** "Open again" while the door stands open is another pulse of the same opening. */
export const continues = (running: Opening, wanted: Wanted): boolean =>
  !('commandId' in wanted.purpose) &&
  (running.state === 'open' || running.state === 'left-open') &&
  sameOrder(running, wanted);

/** Both are about one order, in the same generation of its compartment. */
export const sameOrder = (a: Wanted, b: Wanted): boolean =>
  a.generation === b.generation && orderOf(a.purpose) !== undefined && orderOf(a.purpose) === orderOf(b.purpose);

const orderOf = (purpose: Purpose): string | undefined => ('orderId' in purpose ? purpose.orderId : undefined);

/** The next state and the one fact that it states, or undefined when nothing changes. Never infers a refusal. */
export function step(opening: Opening, input: OpeningInput, now: Moment): OpeningStep | undefined {
  switch (opening.state) {
    case 'opening':
      return stepOpening(opening, input, now);
    case 'open':
    case 'left-open':
      return stepOpen(opening, input, now);
    case 'jammed':
    case 'uncertain':
      return isLateMovement(opening, input, now) ? opened(opening, now) : undefined;
    case 'closed':
    case 'not-sent':
      return undefined;
  }
}

function stepOpening(opening: Opening, input: OpeningInput, now: Moment): OpeningStep | undefined {
  if (input.kind === 'not-sent')
    return { opening: { ...opening, state: 'not-sent' }, fact: 'not-sent', door: 'unknown' };
  if (!opening.observed) return stepUnobserved(opening, input, now);
  if (input.door === 'open') return opened(opening, now);
  if (input.kind === 'boot') return uncertain(opening, input.door);
  const waited = elapsedMs(opening.startedAt, now) >= OPENING_TIMES.movementMs;
  if (input.kind === 'door' || !waited) return undefined;
  if (input.door !== 'closed') return uncertain(opening, input.door);
  return { opening: { ...opening, state: 'jammed' }, fact: 'jammed', door: 'closed' };
}

function stepUnobserved(opening: Opening, input: OpeningInput, now: Moment): OpeningStep | undefined {
  if (input.kind === 'boot') return uncertain(opening, 'unknown');
  const over = elapsedMs(opening.startedAt, now) >= OPENING_TIMES.unobservedMs;
  return over ? { opening: { ...opening, state: 'closed' }, fact: 'closed', door: 'unknown' } : undefined;
}

function stepOpen(opening: Opening, input: OpeningInput, now: Moment): OpeningStep | undefined {
  if (input.kind === 'not-sent' || opening.openedAt === null) return undefined;
  if (input.door === 'closed') return { opening: { ...opening, state: 'closed' }, fact: 'closed', door: 'closed' };
  const openForMs = elapsedMs(opening.openedAt, now);
  if (openForMs >= OPENING_TIMES.leftOpenAlarmMs && !opening.alarmed) {
    return { opening: { ...opening, state: 'left-open', alarmed: true }, fact: 'left-open-alarm', door: input.door };
  }
  if (openForMs >= OPENING_TIMES.leftOpenMs && opening.state === 'open') {
    return { opening: { ...opening, state: 'left-open' }, fact: 'left-open', door: input.door };
  }
  return undefined;
}

const opened = (opening: Opening, now: Moment): OpeningStep => ({
  opening: { ...opening, state: 'open', openedAt: now },
  fact: 'opened',
  door: 'open',
});

const uncertain = (opening: Opening, door: DoorState): OpeningStep => ({
  opening: { ...opening, state: 'uncertain' },
  fact: 'uncertain',
  door,
});

function isLateMovement(opening: Opening, input: OpeningInput, now: Moment): boolean {
  const inTime = elapsedMs(opening.startedAt, now) <= OPENING_TIMES.lateMovementMs;
  return opening.observed && input.kind === 'door' && input.door === 'open' && inTime;
}

/** Milliseconds until time alone may change this opening; undefined when only the door can. */
export function nextCheckMs(opening: Opening, now: Moment): number | undefined {
  const { startedAt, openedAt, state } = opening;
  const left = (since: Moment, limitMs: number): number => Math.max(0, limitMs - elapsedMs(since, now));
  if (state === 'opening') {
    return left(startedAt, opening.observed ? OPENING_TIMES.movementMs : OPENING_TIMES.unobservedMs);
  }
  if (openedAt === null || opening.alarmed) return undefined;
  if (state === 'open') return left(openedAt, OPENING_TIMES.leftOpenMs);
  return state === 'left-open' ? left(openedAt, OPENING_TIMES.leftOpenAlarmMs) : undefined;
}
