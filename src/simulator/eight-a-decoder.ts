/**
 * What the host says to an 8A/80 board, taken apart (03-hardware.md, "eight-a"). The last byte of a frame makes the
 * XOR of all its bytes 0.
 *
 *     8A BB LL 11 XX      unlock LL; LL = 00: unlock all
 *     8A BB LL 11 SS XX   the same with a pulse of SS = 1…9 seconds
 *     80 BB LL 33 XX      read LL; LL = 00: read all
 *     90 BB MM…MM XX      unlock each lock whose bit is set in the bitmap
 *
 * The two unlock frames cannot be mistaken for one another: five bytes of the long one XOR to 0 only if
 * BB ^ LL = 9B ^ SS ≥ 92, and with BB ≤ 32 and LL ≤ 50 it is at most 3F.
 */
export type EightACommand =
  | { kind: 'unlock'; address: number; lock: number; seconds?: number }
  | { kind: 'unlock-all'; address: number; seconds?: number }
  | { kind: 'multi-unlock'; address: number; bitmap: readonly number[] }
  | { kind: 'read-one'; address: number; lock: number }
  | { kind: 'read-all'; address: number };

type Match = { length: number; command: EightACommand } | 'incomplete' | 'garbage';

/** XOR of all bytes: the check byte of a frame without one, 0 for a whole frame. */
export function xorOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

function match(held: readonly number[], bitmapBytes: number): Match {
  const [head, address = 0, lock = 0, verb, seconds] = held;
  if (head === 0x8a) {
    if (verb !== undefined && verb !== 0x11) return 'garbage';
    if (seconds === undefined) return 'incomplete';
    const what = lock === 0 ? ({ kind: 'unlock-all', address } as const) : ({ kind: 'unlock', address, lock } as const);
    if (xorOf(held.slice(0, 5)) === 0) return { length: 5, command: what };
    if (seconds < 1 || seconds > 9) return 'garbage';
    if (held.length < 6) return 'incomplete';
    return xorOf(held.slice(0, 6)) === 0 ? { length: 6, command: { ...what, seconds } } : 'garbage';
  }
  if (head === 0x80) {
    if (verb !== undefined && verb !== 0x33) return 'garbage';
    if (held.length < 5) return 'incomplete';
    if (xorOf(held.slice(0, 5)) !== 0) return 'garbage';
    return { length: 5, command: lock === 0 ? { kind: 'read-all', address } : { kind: 'read-one', address, lock } };
  }
  if (head === 0x90) {
    const length = bitmapBytes + 3;
    if (held.length < length) return 'incomplete';
    if (xorOf(held.slice(0, length)) !== 0) return 'garbage';
    return { length, command: { kind: 'multi-unlock', address, bitmap: held.slice(2, length - 1) } };
  }
  return 'garbage';
}

/** Finds commands in a stream that comes in any chunks, with any garbage between them. */
export class EightADecoder {
  /** Bytes that belonged to no command. */
  discarded = 0;
  readonly #bitmapBytes: number;
  #held: number[] = [];

  constructor(bitmapBytes: number) {
    this.#bitmapBytes = bitmapBytes;
  }

  /** Whether the start of a possible command is waiting for its rest. */
  get holding(): boolean {
    return this.#held.length > 0;
  }

  push(bytes: Uint8Array): EightACommand[] {
    this.#held.push(...bytes);
    return this.#take();
  }

  /** The line went quiet: what is held will never be completed, but a command may hide behind its first byte. */
  quiet(): EightACommand[] {
    const found: EightACommand[] = [];
    while (this.holding) {
      this.#drop();
      found.push(...this.#take());
    }
    return found;
  }

  #take(): EightACommand[] {
    const found: EightACommand[] = [];
    while (this.holding) {
      const next = match(this.#held, this.#bitmapBytes);
      if (next === 'incomplete') break;
      if (next === 'garbage') this.#drop();
      else {
        found.push(next.command);
        this.#held = this.#held.slice(next.length);
      }
    }
    return found;
  }

  #drop(): void {
    this.#held.shift();
    this.discarded += 1;
  }
}
