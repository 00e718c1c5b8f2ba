/**
 * Pauses between frames. Two boards on one line at 9600 baud with no gap: the second failed 56 of 56 times; with
 * 5 ms, 282 of 282 were answered (03, rule 2, from Open-Locker's ADR-0029).
 */

/** Start, 8 data and 1 stop bit. */
const BITS_A_CHARACTER = 10;

/** Time of `bytes` characters on the wire, milliseconds. */
export const wireMs = (bytes: number, baud: number): number => (bytes * BITS_A_CHARACTER * 1000) / baud;

/** Silence needed after the last byte heard or sent, milliseconds: 3.5 characters (1.75 above 19,200 baud) + 1. */
export const turnaroundMs = (baud: number): number => (baud > 19_200 ? 1.75 : wireMs(3.5, baud)) + 1;
