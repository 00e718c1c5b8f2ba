/**
 * One lock at a time for each power supply: about 2 A a 12 V lock, and board outputs stop at 6 A
 * (03, rule 7).
 *
 *     take(run) ──▶ supply idle and rested? ──yes, in this tick──▶ run(release)
 *                       └ no: in line, 3 s at most, 32 at most
 */
import type { Clock, Scheduler } from '../../controller/ports.ts';
import { Deadline } from './deadline.ts';

const QUEUE_LIMIT = 32;

/** Ends a turn. The supply rests `restMs` from the beginning of the pulse (monotonic ms); undefined: no pulse was. */
type Release = (pulse?: { readonly atMs: number; readonly restMs: number }) => void;

export interface Turn {
  readonly waitMs: number;
  readonly run: (release: Release) => void;
  readonly refused: (reason: 'full' | 'expired' | 'stopping') => void;
}

interface Waiting extends Turn {
  readonly expiry: Deadline;
}

export class Supply {
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #rested: Deadline;
  #isTaken = false;
  #restedAtMs = Number.NEGATIVE_INFINITY;
  #waiting: Waiting[] = [];

  constructor(clock: Clock, scheduler: Scheduler) {
    this.#clock = clock;
    this.#scheduler = scheduler;
    this.#rested = new Deadline(clock, scheduler, () => this.#next());
  }

  take(turn: Turn): void {
    if (this.#waiting.length >= QUEUE_LIMIT) {
      turn.refused('full');
      return;
    }
    const expiry = new Deadline(this.#clock, this.#scheduler, () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      turn.refused('expired');
    });
    const waiting: Waiting = { ...turn, expiry };
    this.#waiting.push(waiting);
    this.#next();
    if (this.#waiting.includes(waiting)) expiry.set(this.#now() + turn.waitMs);
  }

  /** Refuses all that wait; a turn that was taken goes on. */
  stop(): void {
    this.#rested.clear();
    for (const waiting of this.#waiting.splice(0)) {
      waiting.expiry.clear();
      waiting.refused('stopping');
    }
  }

  #next(): void {
    if (this.#isTaken || this.#waiting.length === 0) return;
    if (this.#now() < this.#restedAtMs) {
      this.#rested.set(this.#restedAtMs);
      return;
    }
    const turn = this.#waiting.shift();
    if (turn === undefined) return;
    turn.expiry.clear();
    this.#isTaken = true;
    let isOver = false;
    turn.run((pulse) => {
      if (isOver) return;
      isOver = true;
      this.#isTaken = false;
      if (pulse !== undefined) this.#restedAtMs = Math.max(this.#restedAtMs, pulse.atMs + pulse.restMs);
      this.#next();
    });
  }

  #now(): number {
    return this.#clock.read().monotonicMs;
  }
}
