import { input, newSession, show, tick } from '../../src/core/kiosk-session.ts';
import type { CheckPage, PickupStage, StaffStage, Stage } from '../../src/core/kiosk-stage.ts';
import type { KioskEffect, KioskSession } from '../../src/core/kiosk-step.ts';
import type { Digit, ScreenInput } from '../../src/core/screen.ts';

const FOOD = { items: [], zone: 'chilled' } as const;

/** The pure machine with somebody in front of it: remembers what came out. */
export class Glass {
  nowMs = 0;
  session: KioskSession;
  readonly effects: KioskEffect[] = [];

  constructor(stage: Stage = { name: 'attract' }) {
    this.session = { ...newSession('zh', 0), stage };
  }

  get stage(): Stage {
    return this.session.stage;
  }

  press(act: ScreenInput): this {
    return this.#take(input(this.session, act, this.nowMs));
  }

  type(digits: string): this {
    for (const digit of digits) this.press({ kind: 'digit', digit: digit as Digit });
    return this;
  }

  /** Time goes by, with a look every half second as the daemon has it. */
  wait(ms: number): this {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) {
      this.nowMs = Math.min(endMs, this.nowMs + 500);
      this.#take(tick(this.session, 'zh', this.nowMs));
    }
    return this;
  }

  show(stage: Stage): this {
    this.session = show(this.session, stage);
    return this;
  }

  #take(step: ReturnType<typeof input>): this {
    this.session = step.session;
    this.effects.push(...step.effects);
    return this;
  }
}

export const pickup = (phase: PickupStage['phase'], more: Partial<PickupStage> = {}): PickupStage => ({
  ...{ name: 'pickup', phase, orderId: 'o1', compartment: 5, food: FOOD, canOpenAgain: true, sinceMs: 0 },
  ...more,
});

export const staff = (page: StaffStage['page'] = { kind: 'orders', justStored: null }): StaffStage => ({
  ...{ name: 'staff', staffId: 's1', staffName: '王师傅', role: 'stocker', page, sinceMs: 0 },
});

export const loading = (door: 'opening' | 'open' | 'closed' | 'jammed' | 'no-answer', askEmpty = true) =>
  ({ kind: 'loading', orderId: 'o1', compartment: 5, door, askEmpty }) as const;

export const check = (door: CheckPage['door'], more: Partial<CheckPage> = {}): CheckPage => ({
  ...{ kind: 'check', compartment: 5, orderId: 'o1', held: false, door, answer: null },
  answers: ['good', 'discarded', 'empty'],
  ...more,
});
