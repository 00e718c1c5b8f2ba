import { openSync, writeSync } from 'node:fs';

/**
 * One line of the record. `atMs` is the machine's monotonic clock (CLOCK_MONOTONIC, the same for every process of one
 * boot), so that a test can put it in order with what the daemon did.
 */
export type RecordLine = { atMs: number } & (
  | { kind: 'heard' | 'said'; hex: string }
  | { kind: 'pulse'; address: number; door: number; pulseMs: number }
  | { kind: 'door'; address: number; door: number; state: 'open' | 'closed' }
);
type WithoutTime<T> = T extends unknown ? Omit<T, 'atMs'> : never;

/** Returns a writer of NDJSON that has written each line when it returns: a kill loses nothing recorded. */
export function recorder(file: string | undefined): (line: WithoutTime<RecordLine>) => void {
  if (file === undefined) return () => {};
  const descriptor = openSync(file, 'a');
  return (line) => {
    const atMs = Number(process.hrtime.bigint()) / 1e6;
    writeSync(descriptor, `${JSON.stringify({ atMs, ...line })}\n`);
  };
}
