/** What the hub's tests run on: the machine's own clock and timers, and waiting for a condition with a deadline. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Random, Scheduler } from '../../src/core/environment.ts';

export const clock: Clock = {
  read: () => ({ wallMs: Date.now(), monotonicMs: performance.now(), bootId: 'test-boot', synchronised: true }),
};

export const scheduler: Scheduler = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};

export const random: Random = { bytes: (count) => randomBytes(count), uniform: () => Math.random() };

/** Resolves with the first truthy value of `look`, asked every 5 ms; rejects, naming `what`, after 5 s. */
export async function until<T>(what: string, look: () => T | undefined | null | false, deadlineMs = 5_000): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = look();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'larder-fleet-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
