/** The staff pages: what the screen shows next after a staff member, or the door that they load, did something. */
import type { LoadingPage, StaffStage, Stage } from '../core/kiosk-stage.ts';
import type { Opening, OpeningFact } from '../core/opening.ts';
import type { LoadState, SignIn, Stock } from './stock.ts';

const DOORS: Partial<Record<OpeningFact, LoadingPage['door']>> = {
  opened: 'open',
  closed: 'closed',
  jammed: 'jammed',
  uncertain: 'no-answer',
  'not-sent': 'no-answer',
};

export function afterSignIn(signIn: SignIn, sinceMs: number): Stage {
  if (signIn.kind === 'throttled') return { name: 'wait', sinceMs, waitMs: signIn.waitMs };
  if (signIn.kind === 'refused') return { name: 'staff-refused', triesLeft: signIn.triesLeft, sinceMs };
  const { id, name, role } = signIn.member;
  return { name: 'staff', staffId: id, staffName: name, role, page: { kind: 'orders', justStored: null }, sinceMs };
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
