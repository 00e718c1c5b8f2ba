import type { DoorState } from '../core/opening.ts';

/**
 * What is known after an unlock request. `sent`: at least one byte may have left, so the door alone can tell more (the
 * board's own answer is for the record only). `not-sent`: surely nothing left.
 */
export type UnlockOutcome =
  | { readonly kind: 'sent'; readonly answer: 'accepted' | 'refused' | 'none' }
  | {
      readonly kind: 'not-sent';
      readonly reason: 'bus-down' | 'queue-full' | 'cooldown' | 'stopping' | 'unknown-lock';
    };

export interface BoardsListener {
  /** The door's known state changed: by a poll, a push, or because its board fell silent (`unknown`). */
  doorChanged(compartment: number, door: DoorState): void;
}

export interface BusCounters {
  readonly state: 'up' | 'opening' | 'down';
  /** Whatever came to an end so far: requests answered or timed out, ports opened, refused or closed. Stands still only when the bus is stuck. */
  readonly attempts: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly discardedBytes: number;
  readonly lastHeardMsAgo: number | null;
}

/** All lock boards of the cabinet, addressed by compartment number. */
export interface Boards {
  start(listener: BoardsListener): void;
  /** Never rejects; finishes what is on the wire, refuses what is queued. */
  stop(): Promise<void>;
  /** Queues one unlock frame before all else; it is never repeated. Resolves when the board answered or will not. */
  unlock(compartment: number): Promise<UnlockOutcome>;
  /** The last known state; `unknown` before the first answer and while its board is silent. */
  door(compartment: number): DoorState;
  /** Watch this door closely (100 ms) until `relax`; others stay at their idle pace. */
  watchClosely(compartment: number): void;
  relax(compartment: number): void;
  /** Keep the lines quiet for at most `ms`: an opening is about to come. 0: none comes after all. */
  hush(ms: number): void;
  counters(): Readonly<Record<string, BusCounters>>;
}
