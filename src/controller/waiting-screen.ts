/**
 * The screen while the daemon waits for its disk, before there is a store: the card that says so, help, and the choice
 * of language and type size. Nobody can type here; nothing can open.
 */
import { input, newSession, show, tick } from '../core/kiosk-session.ts';
import type { KioskSession } from '../core/kiosk-step.ts';
import type { Language, ScreenInput, ScreenState } from '../core/screen.ts';
import { renderScreen } from './kiosk-view.ts';
import type { Cancel, Clock, Scheduler, Screen } from './ports.ts';

export interface WaitingScreenNeeds {
  readonly screen: Screen;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly language: Language;
}

const TICK_MS = 1_000;
/** Without a store nothing vouches for the time either: none is shown. */
const NOTHING_KNOWN = {
  waiting: () => [],
  toCheck: () => [],
  order: () => undefined,
  canRecord: () => false,
  timeIsWrong: () => true,
} as const;

export class WaitingScreen {
  readonly #needs: WaitingScreenNeeds;
  #session: KioskSession;
  #cancel: Cancel = () => {};

  constructor(needs: WaitingScreenNeeds) {
    this.#needs = needs;
    this.#session = newSession(needs.language, needs.clock.read().monotonicMs);
  }

  async start(): Promise<void> {
    const { screen, scheduler } = this.#needs;
    await screen.start({ input: (act) => this.#input(act), current: () => this.#state() });
    this.#cancel = scheduler.every(TICK_MS, () => this.#tick());
  }

  /** The screen itself stays: the next listener takes it over. */
  stop(): void {
    this.#cancel();
  }

  #input(act: ScreenInput): void {
    const { session, effects } = input(this.#session, act, this.#needs.clock.read().monotonicMs);
    // Whatever it was that the daemon should do now, it cannot.
    this.#session = effects.length > 0 ? show(session, { name: 'attract' }) : session;
    this.#needs.screen.show(this.#state());
  }

  #tick(): void {
    const { clock, language, screen } = this.#needs;
    const { session } = tick(this.#session, language, clock.read().monotonicMs);
    if (session === this.#session) return;
    this.#session = session;
    screen.show(this.#state());
  }

  #state(): ScreenState {
    return renderScreen(this.#session, this.#needs.clock.read(), NOTHING_KNOWN);
  }
}
