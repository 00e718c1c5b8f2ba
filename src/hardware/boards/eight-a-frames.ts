/**
 * The frames of the 8A/80 board family (03, `eight-a`; read in published drivers). The last byte
 * is the XOR of all before it. BB board address, LL lock, ST status 00 or 11.
 *
 *     8A BB LL 11 XX       unlock LL              8A BB LL ST XX       its reply
 *     8A BB LL 11 SS XX    … with a pulse of SS seconds
 *     80 BB LL 33 XX       read one               80 BB LL ST XX       its reply
 *     80 BB 00 33 XX       read all               80 BB Sn…S1 33 XX    its reply, n is the board's own affair
 *                                                 82|81 BB LL ST XX    a door changed, unasked
 *
 * `8A BB 00 …` (unlock all) and `90 …` (multi unlock) cannot be built with this file.
 */

export const HEAD = { status: 0x80, pushedOld: 0x81, pushed: 0x82, unlock: 0x8a } as const;
const ASK_STATUS = 0x33;
const DO_UNLOCK = 0x11;
export const ONE = 0x11;
const ZERO = 0x00;
/** Locks 1–50 fit into 7 bytes. */
export const MAX_STATUS_BYTES = 7;

export function xorOf(bytes: ArrayLike<number>, from = 0, to = bytes.length): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum ^= bytes[at] ?? 0;
  return sum;
}

const sealed = (...bytes: number[]): Uint8Array => Uint8Array.of(...bytes, xorOf(bytes));

function within(name: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new RangeError(`${name} must be a whole number from ${from} to ${to}, not ${value}`);
}

/** Unlocks one lock, 1–50, of board 1–32; `seconds` 1–9 instead of the board's own pulse (300 ms). */
export function unlockFrame(address: number, lock: number, seconds?: number): Uint8Array {
  within('address', address, 1, 32);
  within('lock', lock, 1, 50);
  if (seconds === undefined) return sealed(HEAD.unlock, address, lock, DO_UNLOCK);
  within('seconds', seconds, 1, 9);
  return sealed(HEAD.unlock, address, lock, DO_UNLOCK, seconds);
}

export const readOneFrame = (address: number, lock: number): Uint8Array =>
  sealed(HEAD.status, address, lock, ASK_STATUS);

export const readAllFrame = (address: number): Uint8Array => sealed(HEAD.status, address, 0x00, ASK_STATUS);

export type Fit = 'yes' | 'no' | 'incomplete';

/** Whether a five-byte frame with a status (an unlock reply, a read-one reply, a push) begins at `at`. */
export function fitsSingle(bytes: ArrayLike<number>, at: number, locks: number): Fit {
  const lock = bytes[at + 2];
  const status = bytes[at + 3];
  if (lock !== undefined && (lock < 1 || lock > locks)) return 'no';
  if (status !== undefined && status !== ONE && status !== ZERO) return 'no';
  if (bytes.length < at + 5) return 'incomplete';
  return xorOf(bytes, at, at + 5) === 0 ? 'yes' : 'no';
}

/** Whether a read-all reply with `statusBytes` bytes of bits begins at `at`; it is `statusBytes` + 4 bytes long. */
export function fitsBulk(bytes: ArrayLike<number>, at: number, statusBytes: number): Fit {
  const verb = bytes[at + 2 + statusBytes];
  if (verb !== undefined && verb !== ASK_STATUS) return 'no';
  if (bytes.length < at + statusBytes + 4) return 'incomplete';
  return xorOf(bytes, at, at + statusBytes + 4) === 0 ? 'yes' : 'no';
}
