/**
 * The talk on one line: who may speak, when, and what a reply belongs to.
 *
 *     ask(request) ──▶ queue ──▶ line quiet? ──▶ write ──▶ in flight ──▶ answered | silent | lost
 *                     (bounded)   (turn-around)                 ▲
 *     bytes ──▶ echo filter ──▶ driver ──▶ frames ── answers ───┘
 *                                  │         └────── news ──▶ listener
 *                                  └ discarded ──▶ counted, logged
 *
 * INVARIANTS
 * - One request is in flight at most, and each is written at most once: nothing here ever repeats one.
 * - A request whose writing began is `sent`, whatever happens after.
 * - After a time-out the next request waits until the line was quiet for 25 ms, and of several replies that fit it
 *   only the last counts: the others may be the late ones.
 * - News of a late reply goes nowhere.
 */
import type { Clock, Scheduler } from '../../controller/ports.ts';
import { type Decoded, type Frame, type LineDriver, type News, WHATEVER_IS_IN_FLIGHT } from '../boards/board.ts';
import type { Ask, Outcome } from './ask.ts';
import { Deadline } from './deadline.ts';
import type { EchoFilter } from './echo.ts';
import { PriorityQueue } from './queue.ts';
import { turnaroundMs, wireMs } from './turnaround.ts';

/** USB adapters deliver one reply in bursts several milliseconds apart; a longer pause ends it. */
const QUIET_MS = 25;
/** A line that never falls silent is spoken on all the same after so long: an opening must not wait for ever. */
const PATIENCE_MS = 250;
const QUEUE_LIMIT = 64;
const OWED_LIMIT = 64;

interface ExchangeEvents {
  news(news: News): void;
  discarded(bytes: number): void;
  echo(): void;
}

export interface ExchangeParts {
  readonly driver: LineDriver;
  readonly echo: EchoFilter;
  readonly baud: number;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly write: (bytes: Uint8Array, done: () => void) => void;
  readonly events: ExchangeEvents;
}

interface Waiting extends Ask {
  readonly expiry: Deadline | undefined;
}

export class Exchange {
  timeouts = 0;
  /** Requests that were answered, or taken whole by the system and not answered in time. */
  attempts = 0;
  /** Whether the system took the last request whole: a port that takes no bytes can hear noise all the same. */
  isTaken = true;
  /** Monotonic milliseconds of the last byte heard since `open()`. */
  heardAtMs: number | undefined;
  readonly #parts: ExchangeParts;
  readonly #turnaroundMs: number;
  readonly #queue = new PriorityQueue<Waiting>(QUEUE_LIMIT);
  readonly #reply: Deadline;
  readonly #quiet: Deadline;
  readonly #turn: Deadline;
  /** Keys of requests that timed out: their replies may still come. */
  readonly #owed = new Set<string>();
  #state: 'closed' | 'open' | 'stopping' = 'closed';
  #inFlight: Waiting | undefined;
  /** A reply that fits, while a later one may fit better. */
  #candidate: Frame | undefined;
  #isSettling = false;
  #freeAtMs = 0;
  #waitingSinceMs: number | undefined;
  #idleWaiters: (() => void)[] = [];

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#turnaroundMs = turnaroundMs(parts.baud);
    this.#reply = new Deadline(parts.clock, parts.scheduler, () => this.#timeOut());
    this.#quiet = new Deadline(parts.clock, parts.scheduler, () => this.#fallQuiet());
    this.#turn = new Deadline(parts.clock, parts.scheduler, () => this.#pump());
  }

  open(): void {
    this.#parts.echo.reset();
    this.#parts.events.discarded(this.#parts.driver.reset());
    this.#owed.clear();
    this.heardAtMs = undefined;
    this.#freeAtMs = this.#now();
    this.#state = 'open';
  }

  /** The line is gone: what was written is lost, what waits was not sent. */
  close(): void {
    this.#state = 'closed';
    this.#isSettling = false;
    for (const deadline of [this.#reply, this.#quiet, this.#turn]) deadline.clear();
    this.#finish({ kind: 'lost' });
    this.#refuseAll('down');
  }

  /** Refuses what is queued and resolves when nothing is in flight. */
  async stop(): Promise<void> {
    if (this.#state === 'open') this.#state = 'stopping';
    this.#refuseAll('stopping');
    if (this.#inFlight === undefined) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Written in this very tick if the line is idle and was quiet for long enough. */
  ask(ask: Ask): void {
    if (this.#state !== 'open') {
      ask.done({ kind: 'not-sent', reason: this.#state === 'closed' ? 'down' : 'stopping' });
      return;
    }
    const { clock, scheduler } = this.#parts;
    const expire = (): void => {
      this.#queue.remove(waiting);
      ask.done({ kind: 'not-sent', reason: 'expired' });
    };
    const waiting: Waiting = {
      ...ask,
      expiry: ask.waitMs === undefined ? undefined : new Deadline(clock, scheduler, expire),
    };
    if (!this.#queue.add(waiting)) {
      ask.done({ kind: 'not-sent', reason: 'full' });
      return;
    }
    this.#pump();
    if (ask.waitMs !== undefined && this.#queue.has(waiting)) waiting.expiry?.set(this.#now() + ask.waitMs);
  }

  hear(chunk: Uint8Array): void {
    if (this.#state === 'closed' || chunk.length === 0) return;
    const nowMs = this.#now();
    this.heardAtMs = nowMs;
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs + this.#turnaroundMs);
    this.#quiet.set(nowMs + QUIET_MS);
    const { bytes, detected } = this.#parts.echo.hear(chunk);
    if (detected) this.#parts.events.echo();
    this.#take(this.#parts.driver.push(bytes, this.#inFlight?.request.key ?? null));
  }

  #pump(): void {
    if (this.#state !== 'open' || this.#inFlight !== undefined || this.#queue.length === 0) return;
    const nowMs = this.#now();
    this.#waitingSinceMs ??= nowMs;
    const latestMs = this.#waitingSinceMs + PATIENCE_MS;
    if (nowMs < latestMs && (this.#isSettling || nowMs < this.#freeAtMs)) {
      this.#turn.set(this.#isSettling ? latestMs : Math.min(this.#freeAtMs, latestMs));
      return;
    }
    this.#isSettling = false;
    this.#waitingSinceMs = undefined;
    this.#speak(nowMs);
  }

  #speak(nowMs: number): void {
    const next = this.#queue.take();
    if (next === undefined) return;
    next.expiry?.clear();
    if (next.isWanted?.() === false) {
      next.done({ kind: 'not-sent', reason: 'withdrawn' });
      this.#pump();
      return;
    }
    const { request } = next;
    const sendingMs = wireMs(request.bytes.length, this.#parts.baud);
    this.#inFlight = next;
    this.#candidate = undefined;
    this.isTaken = false;
    this.#freeAtMs = nowMs + sendingMs + this.#turnaroundMs;
    this.#parts.echo.sent(request.bytes, next.isProbe === true);
    next.onWrite?.();
    // Timers come after the bytes: a right code is waiting.
    this.#parts.write(request.bytes, () => {
      // Handed over later than thought: the last byte leaves later as well.
      if (this.#inFlight !== next) return;
      this.isTaken = true;
      this.#freeAtMs = Math.max(this.#freeAtMs, this.#now() + sendingMs + this.#turnaroundMs);
    });
    if (this.#inFlight === next) this.#reply.set(nowMs + sendingMs + request.replyMs);
  }

  #take({ frames, discardedBytes }: Decoded): void {
    this.#parts.events.discarded(discardedBytes);
    for (const frame of frames) this.#dispatch(frame);
  }

  #dispatch(frame: Frame): void {
    if (frame.answers === null) {
      this.#parts.events.news(frame.news);
      return;
    }
    const key = this.#inFlight?.request.key;
    const fits = key !== undefined && (frame.answers === key || frame.answers === WHATEVER_IS_IN_FLIGHT);
    if (!fits) {
      this.#owed.delete(frame.answers);
      this.#parts.events.discarded(frame.length);
    } else if (this.#owed.has(key)) {
      if (this.#candidate !== undefined) this.#parts.events.discarded(this.#candidate.length);
      this.#candidate = frame;
    } else {
      this.#answer(frame);
    }
  }

  #answer({ news }: Frame): void {
    this.#parts.events.news(news);
    this.attempts += 1;
    this.#finish({ kind: 'answered', news });
  }

  #timeOut(): void {
    const late = this.#inFlight;
    if (late === undefined) return;
    if (this.#candidate !== undefined) {
      this.#owed.delete(late.request.key);
      this.#answer(this.#candidate);
      return;
    }
    this.timeouts += 1;
    if (this.isTaken) this.attempts += 1;
    this.#owe(late.request.key);
    const nowMs = this.#now();
    const quietAtMs = (this.heardAtMs ?? Number.NEGATIVE_INFINITY) + QUIET_MS;
    this.#isSettling = nowMs < quietAtMs;
    if (this.#isSettling) this.#quiet.set(quietAtMs);
    else this.#forget();
    this.#finish({ kind: 'silent' });
  }

  #owe(key: string): void {
    this.#owed.add(key);
    const [oldest] = this.#owed;
    if (this.#owed.size > OWED_LIMIT && oldest !== undefined) this.#owed.delete(oldest);
  }

  #fallQuiet(): void {
    const { driver, echo } = this.#parts;
    const awaited = this.#inFlight?.request.key ?? null;
    this.#take(driver.push(echo.quiet(), awaited));
    if (awaited === (this.#inFlight?.request.key ?? null)) this.#take(driver.quiet(awaited));
    if (!this.#isSettling) return;
    this.#isSettling = false;
    this.#forget();
    this.#pump();
  }

  #forget(): void {
    this.#parts.events.discarded(this.#parts.driver.reset());
  }

  #finish(outcome: Outcome): void {
    const finished = this.#inFlight;
    if (finished === undefined) return;
    this.#inFlight = undefined;
    this.#candidate = undefined;
    this.#reply.clear();
    this.#parts.events.discarded(this.#parts.echo.settle().length);
    finished.done(outcome);
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
    this.#pump();
  }

  #refuseAll(reason: 'down' | 'stopping'): void {
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) {
      next.expiry?.clear();
      next.done({ kind: 'not-sent', reason });
    }
  }

  #now(): number {
    return this.#parts.clock.read().monotonicMs;
  }
}
