/** What a staff member does at the screen once they are signed in. */
import { canAnswer, type LoadingPage, type StaffStage, type Stage } from './kiosk-stage.ts';
import { go, type KioskEffect, type KioskSession, type KioskStep, stay } from './kiosk-step.ts';
import type { ScreenInput } from './screen.ts';

/** One page back; from the list of orders out. */
export function staffBack(session: KioskSession, stage: StaffStage): KioskStep {
  if (stage.page.kind === 'doors') return go(session, { ...stage, page: { kind: 'orders', justStored: null } });
  if (stage.page.kind === 'check') {
    return go(session, { ...stage, page: { kind: 'doors', justChecked: null } }, { kind: 'leave-check' });
  }
  if (stage.page.kind === 'orders') {
    return go(session, { name: 'attract' }, { kind: 'sign-out', staffId: stage.staffId, idle: false, loading: null });
  }
  // A mis-load: the order waits again, and the space counts as unconfirmed.
  const orders: Stage = { ...stage, page: { kind: 'orders', justStored: null } };
  return go(session, orders, { kind: 'give-up-loading', loading: stage.page });
}

/** A loading whose door did not open was given up: the order gets a compartment anew, perhaps another one. */
export function loadAgain(session: KioskSession, { page, staffId }: StaffStage): KioskStep {
  if (page.kind !== 'loading' || !isStuck(page.door)) return stay(session);
  return { session, effects: [{ kind: 'load-order', orderId: page.orderId, staffId }] };
}

export function staffAct(
  session: KioskSession,
  act: Extract<ScreenInput, { kind: 'load-order' | 'was-empty' }>,
): KioskStep {
  const { stage } = session;
  if (stage.name !== 'staff') return stay(session);
  const { page, staffId } = stage;
  if (act.kind === 'load-order') {
    const effect: KioskEffect = { kind: 'load-order', orderId: act.orderId, staffId };
    return page.kind === 'orders' ? { session, effects: [effect] } : stay(session);
  }
  if (page.kind !== 'loading' || !page.askEmpty) return stay(session);
  return { session, effects: [{ kind: 'was-empty', empty: act.empty, page, staffId }] };
}

const isStuck = (door: LoadingPage['door']): boolean => door === 'jammed' || door === 'no-answer';

export function checkAct(
  session: KioskSession,
  act: Extract<ScreenInput, { kind: 'check-doors' | 'check-door' | 'found' }>,
): KioskStep {
  const { stage } = session;
  if (stage.name !== 'staff') return stay(session);
  const { page, staffId, role } = stage;
  if (act.kind === 'check-doors') {
    return page.kind === 'orders'
      ? go(session, { ...stage, page: { kind: 'doors', justChecked: null } })
      : stay(session);
  }
  if (act.kind === 'check-door') {
    const { compartment } = act;
    const again = page.kind === 'check' && page.compartment === compartment && isStuck(page.door);
    return page.kind === 'doors' || again
      ? { session, effects: [{ kind: 'check-door', compartment, staffId }] }
      : stay(session);
  }
  if (page.kind !== 'check' || !canAnswer(page) || !page.answers.includes(act.finding)) return stay(session);
  const { compartment } = page;
  return { session, effects: [{ kind: 'found', compartment, finding: act.finding, checker: { staffId, role } }] };
}
