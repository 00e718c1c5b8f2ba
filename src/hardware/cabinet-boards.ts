/**
 * All lock boards of the cabinet behind the Boards port.
 *
 *     unlock(compartment) ──▶ cooldown of the lock ──▶ turn of its supply ──▶ BoardLine ──▶ wire
 *     BoardsListener ◀── changed? ◀── compartment at (board, channel) ◀── BoardLine
 */
import type {
  Boards,
  BoardsListener,
  BusCounters,
  Clock,
  Log,
  Random,
  Scheduler,
  UnlockOutcome,
} from '../controller/ports.ts';
import type { DoorState } from '../core/opening.ts';
import { BoardLine } from './board-line.ts';
import type { Outcome } from './bus/ask.ts';
import { type OpenTransport, openTransport } from './bus/open-transport.ts';
import { Supply } from './bus/supply.ts';
import type { BusConfig, Lock } from './settings.ts';

const UNLOCK_TIMES = {
  /** Longest wait for the supply and for the line together. */
  waitMs: 3_000,
  /** From one pulse to the next of the same supply. */
  gapMs: 400,
  /** The coil is surely off again so long after its pulse. */
  marginMs: 100,
  /** From one pulse to the next of the same lock; an unlock that comes earlier waits for it. */
  cooldownMs: 1_000,
} as const;

export interface CabinetBoardsParts {
  readonly buses: readonly BusConfig[];
  /** Checked before with `checkWiring`: one that is wired to nothing is answered `unknown-lock`. */
  readonly locks: readonly Lock[];
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: Log;
  /** Replaces serial ports and TCP in tests. */
  readonly openTransport?: OpenTransport;
  /** Milliseconds, 400 if absent; never shorter than the pulse and 100 ms. */
  readonly gapMs?: number;
  /** Milliseconds, 1000 if absent. */
  readonly cooldownMs?: number;
}

interface Wired {
  readonly lock: Lock;
  readonly line: BoardLine;
  readonly supply: Supply;
}

/** An unlock that waits until its lock has cooled down. */
interface Rest {
  readonly askedAtMs: number;
  readonly refuse: () => void;
}

type Refusal = Extract<UnlockOutcome, { kind: 'not-sent' }>['reason'];

const placeName = (board: string, channel: number): string => `${channel}@${board}`;

export class CabinetBoards implements Boards {
  readonly #parts: CabinetBoardsParts;
  readonly #lines: ReadonlyMap<string, BoardLine>;
  readonly #supplies: ReadonlyMap<string, Supply>;
  readonly #wired: ReadonlyMap<number, Wired>;
  readonly #compartmentAt: ReadonlyMap<string, number>;
  readonly #doors = new Map<number, DoorState>();
  /** Monotonic milliseconds until which a lock rests; infinite while an unlock of it is under way. */
  readonly #restsUntilMs = new Map<number, number>();
  readonly #resting = new Set<Rest>();
  #listener: BoardsListener | undefined;
  #isStopping = false;

  constructor(parts: CabinetBoardsParts) {
    const { buses, locks, clock, scheduler } = parts;
    this.#parts = parts;
    this.#lines = new Map(buses.map((bus) => [bus.id, this.#line(bus)]));
    this.#supplies = new Map(locks.map(({ supply }) => [supply, new Supply(clock, scheduler)]));
    this.#compartmentAt = new Map(locks.map((lock) => [placeName(lock.board, lock.channel), lock.compartment]));
    this.#wired = new Map(
      locks.flatMap((lock) => {
        const bus = buses.find(({ boards }) => boards.some(({ id }) => id === lock.board));
        const line = this.#lines.get(bus?.id ?? '');
        const supply = this.#supplies.get(lock.supply);
        return line && supply ? [[lock.compartment, { lock, line, supply }] as const] : [];
      }),
    );
  }

  start(listener: BoardsListener): void {
    this.#listener = listener;
    for (const line of this.#lines.values()) line.start();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const rest of this.#resting) rest.refuse();
    this.#resting.clear();
    for (const supply of this.#supplies.values()) supply.stop();
    await Promise.all([...this.#lines.values()].map((line) => line.stop()));
  }

  unlock(compartment: number): Promise<UnlockOutcome> {
    return new Promise((resolve) => {
      this.#unlock(compartment, (outcome) => {
        if (outcome.kind === 'not-sent') this.#parts.log.warn('lock-refused', { compartment, reason: outcome.reason });
        if (outcome.kind === 'sent' && outcome.answer === 'refused') {
          this.#parts.log.warn('lock-refused', { compartment, reason: 'board' });
        }
        resolve(outcome);
      });
      for (const line of this.#lines.values()) line.poller.endHush();
    });
  }

  door(compartment: number): DoorState {
    return this.#doors.get(compartment) ?? 'unknown';
  }

  watchClosely(compartment: number): void {
    const wired = this.#wired.get(compartment);
    wired?.line.poller.watch(wired.lock.board, wired.lock.channel);
  }

  relax(compartment: number): void {
    const wired = this.#wired.get(compartment);
    wired?.line.poller.relax(wired.lock.board, wired.lock.channel);
  }

  hush(ms: number): void {
    for (const { poller } of this.#lines.values()) {
      if (ms > 0) poller.hush(ms);
      else poller.endHush();
    }
  }

  counters(): Readonly<Record<string, BusCounters>> {
    return Object.fromEntries([...this.#lines].map(([id, line]) => [id, line.counters()]));
  }

  #unlock(compartment: number, done: (outcome: UnlockOutcome) => void): void {
    const wired = this.#wired.get(compartment);
    const refuse = (reason: Refusal): void => done({ kind: 'not-sent', reason });
    if (this.#isStopping) return refuse('stopping');
    if (wired === undefined) return refuse('unknown-lock');
    const restMs = (this.#restsUntilMs.get(compartment) ?? 0) - this.#now();
    if (restMs === Number.POSITIVE_INFINITY || restMs > UNLOCK_TIMES.waitMs) return refuse('cooldown');
    if (!wired.line.isOpen) return refuse('bus-down');
    this.#restsUntilMs.set(compartment, Number.POSITIVE_INFINITY);
    if (restMs <= 0) return this.#takeTurn(compartment, wired, this.#now(), done);
    const rest: Rest = { askedAtMs: this.#now(), refuse: () => refuse('stopping') };
    this.#resting.add(rest);
    this.#parts.scheduler.after(restMs, () => {
      if (this.#resting.delete(rest)) this.#takeTurn(compartment, wired, rest.askedAtMs, done);
    });
  }

  #takeTurn(compartment: number, wired: Wired, askedAtMs: number, done: (outcome: UnlockOutcome) => void): void {
    const refuse = (reason: Refusal): void => done({ kind: 'not-sent', reason });
    const { lock, line, supply } = wired;
    const { gapMs = UNLOCK_TIMES.gapMs, cooldownMs = UNLOCK_TIMES.cooldownMs } = this.#parts;
    supply.take({
      waitMs: Math.max(0, askedAtMs + UNLOCK_TIMES.waitMs - this.#now()),
      refused: (reason) => {
        this.#restsUntilMs.delete(compartment);
        refuse(reason === 'stopping' ? 'stopping' : line.isOpen ? 'queue-full' : 'bus-down');
      },
      run: (release) => {
        let writtenAtMs = 0;
        line.unlock(lock.board, lock.channel, {
          waitMs: Math.max(0, askedAtMs + UNLOCK_TIMES.waitMs - this.#now()),
          onWrite: () => {
            writtenAtMs = this.#now();
          },
          done: (outcome) => {
            const isSent = outcome.kind !== 'not-sent';
            this.#restsUntilMs.set(compartment, isSent ? writtenAtMs + cooldownMs : 0);
            const restMs = Math.max(gapMs, line.pulseMs(lock.board) + UNLOCK_TIMES.marginMs);
            if (isSent) release({ atMs: writtenAtMs, restMs });
            else release();
            done(unlockOutcome(outcome, line.isOpen));
          },
        });
      },
    });
  }

  #line(bus: BusConfig): BoardLine {
    const { clock, scheduler, random, log } = this.#parts;
    return new BoardLine({
      bus,
      clock,
      scheduler,
      random,
      log,
      openTransport: this.#parts.openTransport ?? openTransport,
      events: {
        door: (board, channel, door) => this.#learn(board, channel, door),
        silent: (board) => {
          for (const { lock } of this.#wired.values()) {
            if (lock.board === board) this.#learn(board, lock.channel, 'unknown');
          }
        },
      },
    });
  }

  #learn(board: string, channel: number, door: DoorState): void {
    const compartment = this.#compartmentAt.get(placeName(board, channel));
    if (compartment === undefined || this.door(compartment) === door) return;
    this.#doors.set(compartment, door);
    this.#listener?.doorChanged(compartment, door);
  }

  #now(): number {
    return this.#parts.clock.read().monotonicMs;
  }
}

function unlockOutcome(outcome: Outcome, isOpen: boolean): UnlockOutcome {
  switch (outcome.kind) {
    case 'answered':
      return { kind: 'sent', answer: outcome.news.kind === 'unlock' ? outcome.news.answer : 'refused' };
    case 'silent':
    case 'lost':
      return { kind: 'sent', answer: 'none' };
    case 'not-sent':
      switch (outcome.reason) {
        case 'down':
          return { kind: 'not-sent', reason: 'bus-down' };
        case 'stopping':
          return { kind: 'not-sent', reason: 'stopping' };
        case 'full':
        case 'expired':
        case 'withdrawn':
          return { kind: 'not-sent', reason: isOpen ? 'queue-full' : 'bus-down' };
      }
  }
}
