/**
 *     chunk ──▶ [held ≤ 64 bytes] ──▶ frame fits here? ──yes──▶ EightAFrame
 *                                       │ no: first byte is discarded and counted, look again one further
 *                                       └ incomplete: wait for more, or for quiet
 */
import { type Fit, fitsBulk, fitsSingle, HEAD, MAX_STATUS_BYTES, ONE } from './eight-a-frames.ts';

export interface FramedBoard {
  readonly address: number;
  readonly channels: number;
  readonly statusBytes: number | 'learn';
}

export type EightAFrame =
  | {
      readonly kind: 'unlock' | 'push' | 'one';
      readonly address: number;
      readonly lock: number;
      readonly isOne: boolean;
    }
  /** `bits` in the order of the wire. */
  | { readonly kind: 'bulk'; readonly address: number; readonly bits: readonly number[] };

export interface Cut {
  readonly frames: readonly { readonly frame: EightAFrame; readonly length: number }[];
  readonly discardedBytes: number;
}

/** The request in flight, which decides how `80` frames are cut: nothing in them tells. */
export interface Awaited {
  readonly kind: 'one' | 'bulk';
  readonly address: number;
}

const MAX_HELD_BYTES = 64;
const SINGLES = new Map<number, 'unlock' | 'push'>([
  [HEAD.unlock, 'unlock'],
  [HEAD.pushed, 'push'],
  [HEAD.pushedOld, 'push'],
]);

/** Cuts the stream of one line into frames. The length of a read-all reply may be learned, once, from the first one. */
export class EightAFramer {
  readonly #boards: ReadonlyMap<number, FramedBoard>;
  readonly #statusBytes = new Map<number, number>();
  #held: number[] = [];

  constructor(boards: readonly FramedBoard[]) {
    this.#boards = new Map(boards.map((board) => [board.address, board]));
    for (const { address, statusBytes } of boards) {
      if (statusBytes !== 'learn') this.#statusBytes.set(address, statusBytes);
    }
  }

  push(chunk: Uint8Array, awaited: Awaited | undefined): Cut {
    for (const byte of chunk) this.#held.push(byte);
    return this.#cut(awaited, false);
  }

  /** Nothing more belongs to what is held. */
  quiet(awaited: Awaited | undefined): Cut {
    return this.#cut(awaited, true);
  }

  reset(): number {
    const count = this.#held.length;
    this.#held = [];
    return count;
  }

  #cut(awaited: Awaited | undefined, isQuiet: boolean): Cut {
    const frames: Cut['frames'][number][] = [];
    let discardedBytes = 0;
    let at = 0;
    while (at < this.#held.length) {
      const found = this.#frameAt(at, awaited, isQuiet);
      if (found === 'incomplete' && !isQuiet && this.#held.length - at <= MAX_HELD_BYTES) break;
      if (typeof found === 'object') {
        frames.push(found);
        at += found.length;
      } else {
        at += 1;
        discardedBytes += 1;
      }
    }
    this.#held = this.#held.slice(at);
    return { frames, discardedBytes };
  }

  #frameAt(at: number, awaited: Awaited | undefined, isQuiet: boolean): Cut['frames'][number] | Fit {
    const head = this.#held[at] ?? 0;
    const single = SINGLES.get(head);
    if (single === undefined && head !== HEAD.status) return 'no';
    const address = this.#held[at + 1];
    if (address === undefined) return 'incomplete';
    const board = this.#boards.get(address);
    if (board === undefined) return 'no';
    if (single !== undefined) return this.#single(single, at, board);
    const awaitedHere = awaited?.address === address ? awaited.kind : undefined;
    if (awaitedHere === 'one') {
      const one = this.#single('one', at, board);
      if (one !== 'no') return one;
    }
    const statusBytes = this.#statusBytes.get(address);
    if (statusBytes !== undefined) return this.#bulk(at, address, statusBytes);
    if (awaitedHere !== 'bulk') return 'no';
    return isQuiet ? this.#learn(at, board) : 'incomplete';
  }

  #single(kind: 'unlock' | 'push' | 'one', at: number, board: FramedBoard): Cut['frames'][number] | Fit {
    const fit = fitsSingle(this.#held, at, board.channels);
    if (fit !== 'yes') return fit;
    const lock = this.#held[at + 2] ?? 0;
    return { frame: { kind, address: board.address, lock, isOne: this.#held[at + 3] === ONE }, length: 5 };
  }

  #bulk(at: number, address: number, statusBytes: number): Cut['frames'][number] | Fit {
    const fit = fitsBulk(this.#held, at, statusBytes);
    if (fit !== 'yes') return fit;
    const bits = this.#held.slice(at + 2, at + 2 + statusBytes);
    return { frame: { kind: 'bulk', address, bits }, length: statusBytes + 4 };
  }

  /** A whole reply ends where the line went quiet; a length that cannot tell of all channels is an echo or a lie. */
  #learn(at: number, { address, channels }: FramedBoard): Cut['frames'][number] | Fit {
    const statusBytes = this.#held.length - at - 4;
    if (statusBytes < Math.ceil(channels / 8) || statusBytes > MAX_STATUS_BYTES) return 'no';
    const found = this.#bulk(at, address, statusBytes);
    if (typeof found === 'object') this.#statusBytes.set(address, statusBytes);
    return found;
  }
}
