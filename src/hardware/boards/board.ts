/**
 * What a dialect has to be: all that is known of one family of lock boards, and nothing of ports, queues or time.
 *
 *     settings ──make──▶ LineDriver ──▶ BoardDriver ──▶ Request ──▶ (exchange, transport) ──▶ board
 *     News ◀── Frame ◀── LineDriver.push / quiet ◀── bytes in any chunks ◀─────────────────────┘
 */
import type { z } from 'zod';
import type { Random } from '../../controller/ports.ts';
import type { DoorState } from '../../core/opening.ts';

export interface Request {
  readonly bytes: Uint8Array;
  /** What its reply is known by: the reply's frame carries the same word in `answers`. */
  readonly key: string;
  /** From the last byte of the request to the last of the reply, milliseconds, at most. */
  readonly replyMs: number;
}

/** What a frame says, in the words of the cabinet. Raw status bits stay below the driver. */
export type News =
  /** Channel 1 comes first; channels that the board did not tell of are missing or `unknown`. */
  | { readonly kind: 'doors'; readonly board: string; readonly doors: readonly DoorState[] }
  | { readonly kind: 'door'; readonly board: string; readonly channel: number; readonly door: DoorState }
  /** For the record only: whether a door opened is told by its sensor. */
  | {
      readonly kind: 'unlock';
      readonly board: string;
      readonly answer: 'accepted' | 'refused';
      readonly reason?: string;
    }
  /** Something was missed: the doors have to be read again. */
  | { readonly kind: 'missed'; readonly board: string }
  /** The board lives; `detail` is for the log. */
  | { readonly kind: 'alive'; readonly board: string; readonly detail?: string }
  /** The board did not do as it was asked. `unfit`: it is not what the settings say, and must not be sent an unlock. */
  | { readonly kind: 'trouble' | 'unfit'; readonly board: string; readonly reason: string };

/** `answers` of a frame that answers whatever is in flight: the board could not read the request. */
export const WHATEVER_IS_IN_FLIGHT = '*';

export interface Frame {
  /** The key of the request that this frame can answer; null for what a board says unasked. */
  readonly answers: string | null;
  readonly news: News;
  /** Bytes on the wire. */
  readonly length: number;
}

/** Every byte that came in is part of a frame, counted as discarded, or still held. */
export interface Decoded {
  readonly frames: readonly Frame[];
  readonly discardedBytes: number;
}

export interface BoardDriver {
  readonly id: string;
  /** How long the coil is energised, milliseconds. */
  readonly pulseMs: number;
  /** The request that tells most of the doors; at first it may be one that makes the board's acquaintance. */
  poll(): Request;
  /** One pulse for one lock, 1…channels; throws RangeError beyond: channel 0 is "all" on some boards. */
  unlock(channel: number): Request;
}

/** All boards of one line; knows nothing of time but what `quiet` tells. */
export interface LineDriver {
  readonly boards: readonly BoardDriver[];
  /**
   * Said first at each opening of the port. Read-only, and the first one never equals its own reply, so that a
   * transmission heard by its own adapter shows.
   */
  greetings(): readonly Request[];
  /** Takes bytes in; `awaited` is the key of the request in flight. Holds a bounded number of bytes. */
  push(chunk: Uint8Array, awaited: string | null): Decoded;
  /** No byte came for 25 ms. */
  quiet(awaited: string | null): Decoded;
  /** Forgets what is held (a new opening, or a reply that did not come) and returns how many bytes that were. */
  reset(): number;
}

/** A board as the config has it, mistakes and all: `undefined` is what is not there, or not of the kind it should be. */
export interface BoardSketch {
  readonly id?: string | undefined;
  readonly dialect?: string | undefined;
  readonly channels?: number | undefined;
  /** As it stands in the file. */
  readonly address?: unknown;
}

/** A sentence for the person who wrote the config, about a setting of the board at that place of the line. */
export interface BoardProblem {
  readonly at: number;
  readonly key: string;
  readonly message: string;
}

export interface Dialect {
  readonly name: string;
  /** An object schema with `id`, `dialect: literal(name)` and `channels`. */
  readonly settings: z.ZodType;
  /** 8N1 bits per second, unless the bus says otherwise. */
  readonly baud: number;
  /** What cannot be true of these boards on one line. */
  check(boards: readonly BoardSketch[]): BoardProblem[];
  make(boards: readonly unknown[], random: Random): LineDriver;
}

/** Ties a dialect's settings to its code; `make` gets them validated, with their defaults. */
export function defineDialect<S extends z.ZodType>(spec: {
  readonly name: string;
  readonly settings: S;
  readonly baud: number;
  readonly check: Dialect['check'];
  readonly make: (boards: readonly z.output<S>[], random: Random) => LineDriver;
}): Dialect & { readonly settings: S } {
  return {
    ...spec,
    make: (boards, random) =>
      spec.make(
        boards.map((board) => spec.settings.parse(board)),
        random,
      ),
  };
}
