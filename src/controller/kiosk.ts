/**
 * The screen's use case: feeds what people do into the session machine, carries out its effects, and shows the
 * outcome. It decides nothing about doors by itself.
 */
import type { CabinetFace } from '../core/cabinet.ts';
import { input, newSession, show, tick } from '../core/kiosk-session.ts';
import type { Stage } from '../core/kiosk-stage.ts';
import type { KioskEffect, KioskSession } from '../core/kiosk-step.ts';
import type { Opening, OpeningFact, OpeningStep } from '../core/opening.ts';
import type { Order } from '../core/order.ts';
import type { ScreenInput, ScreenState } from '../core/screen.ts';
import type { DoorChecks } from './door-checks.ts';
import { renderScreen, SLIDE_MS } from './kiosk-view.ts';
import type { Openings, Requested } from './openings.ts';
import type { CodeRefusal, PickUp } from './pick-up.ts';
import type { Boards, Cancel, Clock, Log, Scheduler, Screen, Store } from './ports.ts';
import { isStaffEffect, StaffPages } from './staff-pages.ts';
import type { Stock } from './stock.ts';

export interface KioskNeeds {
  readonly store: Store;
  readonly boards: Boards;
  readonly openings: Openings;
  readonly pickUp: PickUp;
  readonly stock: Stock;
  readonly checks: DoorChecks;
  readonly screen: Screen;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly cabinet: CabinetFace;
  /** The wall clock is known to be wrong. */
  readonly timeIsWrong: () => boolean;
}

const TICK_MS = 500;
/** An opening is expected within this time of the sixth digit; polling resumes after it. */
const HUSH_MS = 8_000;

export class Kiosk {
  readonly #needs: KioskNeeds;
  readonly #staff: StaffPages;
  #session: KioskSession;
  #shown = '';
  #stopTicking: Cancel = () => {};
  #stopped = false;
  /** The opening that somebody at this screen asked for last. */
  #begun: number | undefined;

  constructor(needs: KioskNeeds) {
    this.#needs = needs;
    this.#staff = new StaffPages(needs);
    this.#session = newSession(needs.cabinet.defaultLanguage, this.#nowMs());
  }

  async start(): Promise<void> {
    const { screen, openings, store } = this.#needs;
    store.onDisk(() => this.#diskChanged());
    openings.onStep((step) => {
      this.#guard(() => this.#doorStep(step));
      this.#tickLater();
    });
    this.#tickLater();
    await screen.start({ input: (act) => this.input(act), current: () => this.#state() });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopTicking();
    await this.#needs.screen.stop();
  }

  input(act: ScreenInput): void {
    this.#guard(() => {
      const { session, effects } = input(this.#session, act, this.#nowMs());
      this.#session = session;
      for (const effect of effects) this.#carryOut(effect);
      this.#refresh();
    });
    this.#tickLater();
  }

  /** Something outside the screen changed what it may show. */
  refresh(): void {
    this.#guard(() => this.#refresh());
  }

  #diskChanged(): void {
    const isOver = this.#session.stage.name === 'cannot-record' && this.#needs.store.canRecord();
    if (isOver) this.#to({ name: 'attract' });
    this.refresh();
  }

  /** A disk that refuses is said on the screen; nothing opens that cannot be recorded. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#needs.log.error('store-failed', { message: String(error) });
      this.#to({ name: 'cannot-record', sinceMs: this.#nowMs() });
    }
  }

  /** What only saves time may fail: the whole code will pay, and say what is wrong. */
  #quietly(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#needs.log.error('store-failed', { doing: 'keypad', message: String(error) });
    }
  }

  /** Often while somebody may be there; else when the next slide is due. */
  #tickLater(): void {
    this.#stopTicking();
    if (this.#stopped) return;
    const { name } = this.#session.stage;
    const waitMs = name === 'attract' ? SLIDE_MS - (this.#nowMs() % SLIDE_MS) : TICK_MS;
    this.#stopTicking = this.#needs.scheduler.after(waitMs, () => {
      this.#guard(() => this.#tick());
      this.#tickLater();
    });
  }

  #tick(): void {
    const { session, effects } = tick(this.#session, this.#needs.cabinet.defaultLanguage, this.#nowMs());
    this.#session = session;
    for (const effect of effects) this.#carryOut(effect);
    this.#refresh();
  }

  #carryOut(effect: KioskEffect): void {
    const { boards, pickUp } = this.#needs;
    if (isStaffEffect(effect)) return this.#to(this.#staff.carryOut(this.#session.stage, effect));
    switch (effect.kind) {
      case 'hush':
        return boards.hush(HUSH_MS);
      case 'pay-ahead':
        return this.#quietly(() => pickUp.payAhead());
      case 'entry-dropped':
        return this.#quietly(() => pickUp.takeBack());
      case 'check-code':
        return this.#afterCode(pickUp.enterCode(effect.code));
      case 'open-again':
        return this.#afterCode(pickUp.openAgain(effect.orderId));
      case 'try-again':
        return this.#afterCode(pickUp.tryAgain(effect.orderId));
    }
  }

  #afterCode(requested: Requested<CodeRefusal>): void {
    const sinceMs = this.#nowMs();
    if (requested.kind === 'opening') {
      this.#begun = requested.opening.id;
      return this.#showPickup(requested.opening, 'opening');
    }
    const { refusal } = requested;
    this.#needs.boards.hush(0);
    if (refusal.kind === 'unknown') return this.#to({ name: 'wrong-code', triesLeft: refusal.triesLeft, sinceMs });
    if (refusal.kind === 'throttled') return this.#to({ name: 'wait', sinceMs, waitMs: refusal.waitMs });
    this.#to({ name: 'refused', reason: refusal.kind, sinceMs });
  }

  #showPickup(opening: Opening, phase: Extract<Stage, { name: 'pickup' }>['phase']): void {
    if (!('orderId' in opening.purpose)) return;
    const { orderId } = opening.purpose;
    const order = this.#order(orderId);
    if (!order) return;
    const food = { items: order.items, zone: order.zone };
    const canOpenAgain = this.#needs.pickUp.canOpenAgain(orderId);
    const sinceMs = this.#nowMs();
    const again = opening.state === 'open' || opening.state === 'left-open';
    this.#to({
      ...{ name: 'pickup', orderId, compartment: opening.compartment, food, canOpenAgain, sinceMs },
      phase: phase === 'opening' && again ? 'open' : phase,
    });
  }

  #order(orderId: string): Order | undefined {
    return this.#needs.store.transact((tx) => tx.orders.get(orderId));
  }

  #doorStep({ opening, fact }: OpeningStep): void {
    const { purpose } = opening;
    if (purpose.kind === 'store' || purpose.kind === 'check') return this.#staffStep(opening, fact);
    if (purpose.kind === 'inspect') return;
    const { stage } = this.#session;
    const stayed = stage.name === 'pickup' && stage.phase === 'open' && opening.id === this.#begun;
    const stillTheirs = stayed && this.#isAbout(purpose.orderId);
    if (this.#mayShow(purpose.orderId)) this.#showPickup(opening, PHASES[fact]);
    if (stillTheirs && fact === 'closed' && purpose.kind === 'collect') this.#openNext(purpose.orderId);
    this.#refresh();
  }

  #isAbout(orderId: string): boolean {
    const { stage } = this.#session;
    return stage.name === 'pickup' && stage.orderId === orderId;
  }

  /** Somebody else may be entering a code by now: their screen stays theirs. */
  #mayShow(orderId: string): boolean {
    const { name } = this.#session.stage;
    return this.#isAbout(orderId) || name === 'attract' || name === 'help';
  }

  /** The next door of a pickup opens only for the person who began it here and has stayed: never after a boot. */
  #openNext(orderId: string): void {
    const order = this.#order(orderId);
    const requested = order && this.#needs.pickUp.openNext(order.pickupId);
    if (requested) this.#afterCode(requested);
  }

  #staffStep(opening: Opening, fact: OpeningFact): void {
    this.#to(this.#staff.doorStep(this.#session.stage, opening, fact));
    this.#refresh();
  }

  #to(stage: Stage): void {
    this.#session = show(this.#session, stage);
  }

  #nowMs(): number {
    return this.#needs.clock.read().monotonicMs;
  }

  #state(): ScreenState {
    const { clock, stock, checks, store } = this.#needs;
    return renderScreen(this.#session, clock.read(), {
      timeIsWrong: () => this.#needs.timeIsWrong(),
      waiting: () => stock.waiting(),
      toCheck: () => checks.list(),
      order: (orderId) => store.transact((tx) => tx.orders.get(orderId)),
      canRecord: () => store.canRecord(),
    });
  }

  /** Pushes what changed; the header's clock alone does so once a minute. */
  #refresh(): void {
    const state = this.#state();
    const key = JSON.stringify({ ...state, nowMs: state.nowMs && Math.floor(state.nowMs / 60_000) }, withoutCountdown);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#needs.screen.show(state);
  }
}

/** The page counts seconds down by itself. */
const withoutCountdown = (key: string, value: unknown): unknown =>
  (key === 'secondsLeft' || key === 'openAgainSeconds') && value !== null ? 0 : value;

const PHASES = {
  opened: 'open',
  closed: 'thanks',
  jammed: 'jammed',
  'left-open': 'left-open',
  'left-open-alarm': 'left-open-alarm',
  uncertain: 'service',
  'not-sent': 'service',
} as const;
