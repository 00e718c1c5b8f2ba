import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition of the real world; fails after `deadlineMs` with what was awaited. */
export async function until(what: string, isTrue: () => boolean, deadlineMs = 5_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await sleep(2);
  }
}
