/** The staff pages: what the screen shows next after a staff member, or the door that they load, did something. */
import { answersFor, type Finding } from '../core/door-check.ts';
import type { CheckPage, LoadingPage, StaffStage, Stage } from '../core/kiosk-stage.ts';
import type { Opening, OpeningFact } from '../core/opening.ts';
import type { DoorChecks } from './door-checks.ts';
import type { LoadState, SignIn, Stock } from './stock.ts';

const DOORS: Partial<Record<OpeningFact, LoadingPage['door']>> = {
  opened: 'open',
  closed: 'closed',
  jammed: 'jammed',
  uncertain: 'no-answer',
  'not-sent': 'no-answer',
};

/** Doors that have to be checked come first: nothing else is sure before. */
export function afterSignIn(signIn: SignIn, doorsToCheck: boolean, sinceMs: number): Stage {
  if (signIn.kind === 'throttled') return { name: 'wait', sinceMs, waitMs: signIn.waitMs };
  if (signIn.kind === 'refused') return { name: 'staff-refused', triesLeft: signIn.triesLeft, sinceMs };
  const { id, name, role } = signIn.member;
  const page = doorsToCheck
    ? ({ kind: 'doors', justChecked: null } as const)
    : ({ kind: 'orders', justStored: null } as const);
  return { name: 'staff', staffId: id, staffName: name, role, page, sinceMs };
}

/** Opens a compartment for the order; a refused one (gone, or nothing fits) leaves the list as it is. */
export function beginLoading(stock: Stock, stage: StaffStage, orderId: string): Stage {
  const requested = stock.load(orderId, stage.staffId);
  if (requested.kind === 'refused') return stage;
  const { compartment } = requested.opening;
  const { askEmpty } = stock.loadState(compartment, orderId);
  return { ...stage, page: { kind: 'loading', orderId, compartment, door: 'opening', askEmpty } };
}

/** The door of a loading did something; undefined when this stage is about something else. */
export function afterDoor(
  stock: Stock,
  stage: Stage,
  { compartment, generation, purpose }: Opening,
  fact: OpeningFact,
  nowMs: number,
): Stage | undefined {
  const page = stage.name === 'staff' && stage.page.kind === 'loading' ? stage.page : undefined;
  const orderId = 'orderId' in purpose ? purpose.orderId : '';
  if (stage.name !== 'staff' || page?.compartment !== compartment || page.orderId !== orderId) {
    // Nobody is there any more who could say that the space was empty.
    if (fact === 'closed') stock.giveUp(compartment, orderId, generation);
    return undefined;
  }
  const state = stock.loadState(compartment, orderId);
  if (fact === 'closed' && state.stored) return stored(stage, page, nowMs);
  const door = DOORS[fact] ?? page.door;
  const over = door === 'jammed' || door === 'no-answer';
  return { ...stage, page: { ...page, door, askEmpty: state.askEmpty && !over } };
}

/** The person said whether the space was empty. */
export function afterAnswer(stage: Stage, state: LoadState, nowMs: number): Stage {
  if (stage.name !== 'staff' || stage.page.kind !== 'loading') return stage;
  if (state.stored) return stored(stage, stage.page, nowMs);
  if (!state.given) return { ...stage, page: { kind: 'orders', justStored: null } };
  return { ...stage, page: { ...stage.page, askEmpty: state.askEmpty } };
}

const stored = (stage: StaffStage, { orderId, compartment }: LoadingPage, sinceMs: number): Stage => ({
  ...stage,
  page: { kind: 'orders', justStored: { orderId, compartment } },
  sinceMs,
});

/** Opens a door that has to be checked; one that somebody has concluded meanwhile leaves the list as it is. */
export function beginCheck(checks: DoorChecks, stage: StaffStage, compartment: number): Stage {
  const toCheck = checks.list().find(({ door }) => door.compartment === compartment);
  const requested = checks.open(compartment, stage.staffId);
  if (requested.kind === 'refused' || !toCheck) return { ...stage, page: { kind: 'doors', justChecked: null } };
  const { held, order } = toCheck;
  const door = requested.opening.state === 'open' || requested.opening.state === 'left-open' ? 'open' : 'opening';
  const answers = answersFor(order, stage.role);
  return {
    ...stage,
    page: { kind: 'check', compartment, orderId: order?.id ?? null, held, door, answers, answer: null },
  };
}

/** The door of a check did something; undefined when this stage is about something else. */
export function afterCheckedDoor(
  checks: DoorChecks,
  stage: Stage,
  opening: Opening,
  fact: OpeningFact,
  nowMs: number,
): Stage | undefined {
  const page = stage.name === 'staff' && stage.page.kind === 'check' ? stage.page : undefined;
  if (stage.name !== 'staff' || page?.compartment !== opening.compartment) return undefined;
  if (fact === 'closed' && page.answer !== null) return checked(stage, page, checks.concluded(opening), nowMs);
  return { ...stage, page: { ...page, door: DOORS[fact] ?? page.door } };
}

/** The member said what they found. */
export function afterFinding(stage: Stage, finding: Finding, concluded: boolean, nowMs: number): Stage {
  if (stage.name !== 'staff' || stage.page.kind !== 'check') return stage;
  if (stage.page.door === 'closed') return checked(stage, stage.page, concluded, nowMs);
  return { ...stage, page: { ...stage.page, answer: finding } };
}

const checked = (stage: StaffStage, { compartment }: CheckPage, concluded: boolean, sinceMs: number): Stage => ({
  ...stage,
  page: { kind: 'doors', justChecked: concluded ? compartment : null },
  sinceMs,
});
