/**
 * Decides which board of one line is asked for its doors next.
 *
 *     every board: due = last asked + (watched closely ? 100 ms : 2 s)
 *     one poll at a time ──▶ ask(board) ──▶ finished(board) ──▶ the most overdue board …
 *     hush(ms) ──▶ nothing begins until it expires or an unlock ends it, 20 s after the last look at the latest
 */
import type { Clock, Scheduler } from '../controller/ports.ts';
import { Deadline } from './bus/deadline.ts';

const POLL_MS = { idle: 2_000, close: 100 } as const;
/** A child that plays with the keypad must not keep the doors unwatched. */
const LONGEST_HUSH_MS = 20_000;

export interface DoorPollerParts {
  readonly boards: readonly string[];
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Asks one board; `isWanted` is false once a hush came before the request was written. */
  readonly ask: (board: string, isWanted: () => boolean, finished: (wasWritten: boolean) => void) => void;
}

export class DoorPoller {
  readonly #parts: DoorPollerParts;
  readonly #dueMs = new Map<string, number>();
  /** Board → channels that are watched closely. */
  readonly #watched = new Map<string, Set<number>>();
  readonly #timer: Deadline;
  #isRunning = false;
  #isAsking = false;
  #hushedUntilMs = Number.NEGATIVE_INFINITY;
  #askedMs: number;

  constructor(parts: DoorPollerParts) {
    this.#parts = parts;
    this.#askedMs = parts.clock.read().monotonicMs;
    this.#timer = new Deadline(parts.clock, parts.scheduler, () => this.#next());
  }

  start(): void {
    this.#isRunning = true;
    this.#next();
  }

  stop(): void {
    this.#isRunning = false;
    this.#timer.clear();
  }

  /** The first close look comes after one pace, not at once: an opening may be about to need the line. */
  watch(board: string, channel: number): void {
    const channels = this.#watched.get(board) ?? new Set();
    this.#watched.set(board, channels.add(channel));
    this.#hasten(board, POLL_MS.close);
  }

  relax(board: string, channel: number): void {
    this.#watched.get(board)?.delete(channel);
  }

  /** This board is asked as soon as may be. */
  askSoon(board: string): void {
    this.#hasten(board, 0);
  }

  hush(ms: number): void {
    const latestMs = this.#askedMs + LONGEST_HUSH_MS;
    this.#hushedUntilMs = Math.max(this.#hushedUntilMs, Math.min(this.#now() + ms, latestMs));
  }

  endHush(): void {
    this.#hushedUntilMs = Number.NEGATIVE_INFINITY;
    this.#next();
  }

  #hasten(board: string, withinMs: number): void {
    this.#dueMs.set(board, Math.min(this.#dueMs.get(board) ?? 0, this.#now() + withinMs));
    this.#next();
  }

  #next(): void {
    if (!this.#isRunning || this.#isAsking) return;
    const nowMs = this.#now();
    const due = this.#mostOverdue();
    if (due === undefined) return;
    const atMs = Math.max(due.atMs, this.#hushedUntilMs);
    if (nowMs < atMs) {
      this.#timer.set(atMs);
      return;
    }
    this.#ask(due.board, nowMs);
  }

  #ask(board: string, nowMs: number): void {
    this.#isAsking = true;
    this.#askedMs = nowMs;
    this.#dueMs.set(board, nowMs + this.#paceMs(board));
    const isWanted = (): boolean => this.#isRunning && this.#now() >= this.#hushedUntilMs;
    this.#parts.ask(board, isWanted, (wasWritten) => {
      this.#isAsking = false;
      if (!wasWritten && !isWanted()) this.#dueMs.set(board, nowMs);
      this.#next();
    });
  }

  #paceMs(board: string): number {
    return (this.#watched.get(board)?.size ?? 0) > 0 ? POLL_MS.close : POLL_MS.idle;
  }

  #mostOverdue(): { board: string; atMs: number } | undefined {
    return this.#parts.boards
      .map((board) => ({ board, atMs: this.#dueMs.get(board) ?? 0 }))
      .reduce<{ board: string; atMs: number } | undefined>(
        (first, next) => (first === undefined || next.atMs < first.atMs ? next : first),
        undefined,
      );
  }

  #now(): number {
    return this.#parts.clock.read().monotonicMs;
  }
}
