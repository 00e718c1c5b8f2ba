import { existsSync, readFileSync } from 'node:fs';
import type { Clock } from '../controller/ports.ts';
import type { ClockReading } from '../core/clock.ts';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
/** systemd-timesyncd touches this file when the clock was first synchronised after a boot. */
const SYNCHRONISED = '/run/systemd/timesync/synchronized';
const SYNCHRONISED_EVERY_MS = 60_000;

/** Milliseconds since the machine booted (CLOCK_MONOTONIC), which all processes of one boot share. */
const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export class SystemClock implements Clock {
  readonly #bootId = readFileSync(BOOT_ID, 'utf8').trim();
  #synchronised = false;
  #askedMs = Number.NEGATIVE_INFINITY;

  read(): ClockReading {
    const nowMs = monotonicMs();
    if (nowMs - this.#askedMs >= SYNCHRONISED_EVERY_MS) {
      this.#askedMs = nowMs;
      this.#synchronised = existsSync(SYNCHRONISED);
    }
    return { wallMs: Date.now(), monotonicMs: nowMs, bootId: this.#bootId, synchronised: this.#synchronised };
  }
}
