/** What signed-in members do and what their doors do, carried out; each gives the stage that the screen shows next. */
import type { StaffStage, Stage } from '../core/kiosk-stage.ts';
import type { KioskEffect } from '../core/kiosk-step.ts';
import type { Opening, OpeningFact } from '../core/opening.ts';
import type { DoorChecks } from './door-checks.ts';
import {
  afterAnswer,
  afterCheckedDoor,
  afterDoor,
  afterFinding,
  afterSignIn,
  beginCheck,
  beginLoading,
} from './kiosk-staff.ts';
import type { Clock } from './ports.ts';
import type { Stock } from './stock.ts';

const STAFF_EFFECTS = [
  ...(['sign-in', 'sign-out', 'load-order', 'give-up-loading', 'was-empty'] as const),
  ...(['check-door', 'found', 'leave-check'] as const),
] as const;
export type StaffEffect = Extract<KioskEffect, { kind: (typeof STAFF_EFFECTS)[number] }>;

export const isStaffEffect = (effect: KioskEffect): effect is StaffEffect =>
  STAFF_EFFECTS.some((kind) => kind === effect.kind);

export interface StaffPagesNeeds {
  readonly stock: Stock;
  readonly checks: DoorChecks;
  readonly clock: Clock;
}

export class StaffPages {
  readonly #needs: StaffPagesNeeds;

  constructor(needs: StaffPagesNeeds) {
    this.#needs = needs;
  }

  carryOut(stage: Stage, effect: StaffEffect): Stage {
    const { stock, checks } = this.#needs;
    switch (effect.kind) {
      case 'sign-in':
        return this.#signIn(effect.number, effect.secret);
      case 'sign-out':
        if (effect.loading) stock.giveUp(effect.loading.compartment, effect.loading.orderId);
        stock.signOut(effect.staffId, effect.idle);
        return stage;
      case 'load-order':
        return whileSignedIn(stage, (staff) => beginLoading(stock, staff, effect.orderId));
      case 'give-up-loading':
        stock.giveUp(effect.loading.compartment, effect.loading.orderId);
        return stage;
      case 'was-empty':
        return afterAnswer(stage, stock.wasEmpty(effect.page, effect.staffId, effect.empty), this.#nowMs());
      case 'check-door':
        return whileSignedIn(stage, (staff) => beginCheck(checks, staff, effect.compartment));
      case 'found': {
        const concluded = checks.answer(effect.compartment, effect.finding, effect.checker);
        return afterFinding(stage, effect.finding, concluded, this.#nowMs());
      }
      case 'leave-check':
        checks.leave();
        return stage;
    }
  }

  #signIn(number: string, secret: string): Stage {
    const { stock, checks } = this.#needs;
    const signIn = stock.signIn(number, secret);
    const doorsToCheck = signIn.kind === 'signed-in' && checks.list().length > 0;
    return afterSignIn(signIn, doorsToCheck, this.#nowMs());
  }

  /** A door that a member asked for did something. */
  doorStep(stage: Stage, opening: Opening, fact: OpeningFact): Stage {
    const { stock, checks } = this.#needs;
    const next =
      opening.purpose.kind === 'check'
        ? afterCheckedDoor(checks, stage, opening, fact, this.#nowMs())
        : afterDoor(stock, stage, opening, fact, this.#nowMs());
    return next ?? stage;
  }

  #nowMs(): number {
    return this.#needs.clock.read().monotonicMs;
  }
}

const whileSignedIn = (stage: Stage, run: (stage: StaffStage) => Stage): Stage =>
  stage.name === 'staff' ? run(stage) : stage;
