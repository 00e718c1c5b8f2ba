import { readFileSync } from 'node:fs';
import type { MachineClock } from '../controller/ports.ts';
import type { ClockReading } from '../core/clock.ts';
import { CLOCK_TRUST, type ClockEvidence, isVouched } from '../core/clock-trust.ts';
import { askNtp, type ClockSources, readBattery, SYSTEM_SOURCES, timesyncStamp } from './clock-sources.ts';

const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';

/** Milliseconds since the machine booted (CLOCK_MONOTONIC), which all processes of one boot share. */
const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/**
 * The id of this boot, as the kernel writes it. A unit with ProcSubset=pid hides the kernel's file and passes the id by
 * LARDER_BOOT_ID=%b, which systemd writes without dashes. Throws when it is neither.
 */
export function bootIdOf({ LARDER_BOOT_ID }: NodeJS.ProcessEnv, file = BOOT_ID_FILE): string {
  const text = (LARDER_BOOT_ID ?? readFileSync(file, 'utf8')).trim().toLowerCase();
  const [, ...parts] = /^(\w{8})-?(\w{4})-?(\w{4})-?(\w{4})-?(\w{12})$/.exec(text) ?? [];
  if (parts.length > 0 && /^[0-9a-f]+$/.test(parts.join(''))) return parts.join('-');
  throw new Error(`LARDER_BOOT_ID=${text}: this is no boot id; the unit says Environment=LARDER_BOOT_ID=%b`);
}

export class SystemClock implements MachineClock {
  readonly #bootId = bootIdOf(process.env);
  readonly #sources: ClockSources;
  #ntp: boolean;
  /** What the battery clock said, as an offset to the monotonic clock. */
  #batteryOffsetMs: number | null = null;
  #batteryBelieved = false;
  #wallOffsetMs = Date.now() - monotonicMs();
  /** timesyncd's file as it was when the wall clock last stepped: it speaks for the time before. */
  #staleStamp: number | undefined;
  #steps = 0;
  #asking = false;

  constructor(sources: ClockSources = SYSTEM_SOURCES) {
    this.#sources = sources;
    this.#ntp = timesyncStamp(sources.timesyncFile) !== undefined;
    this.#readBattery();
  }

  read(): ClockReading {
    const wallMs = Date.now();
    const nowMs = monotonicMs();
    this.#noticeStep(wallMs - nowMs);
    const synchronised = isVouched(this.#evidenceAt(nowMs), wallMs, this.#batteryBelieved);
    return { wallMs, monotonicMs: nowMs, bootId: this.#bootId, synchronised };
  }

  evidence(): ClockEvidence {
    return this.#evidenceAt(monotonicMs());
  }

  believeBattery(agrees: boolean): void {
    this.#batteryBelieved = agrees;
  }

  ask(): void {
    if (this.#asking) return;
    this.#asking = true;
    this.#readBattery();
    const steps = this.#steps;
    void askNtp(this.#sources.ntpCommand).then((answer) => {
      this.#asking = false;
      // What was said of the time before a step says nothing of the time after it.
      if (steps === this.#steps) this.#ntp = answer ?? this.#isFresh();
    });
  }

  #evidenceAt(nowMs: number): ClockEvidence {
    const offsetMs = this.#batteryOffsetMs;
    return { ntp: this.#ntp, batteryMs: offsetMs === null ? null : nowMs + offsetMs };
  }

  /** Nothing vouches for a clock that was set by hand, until the system is asked again. */
  #noticeStep(offsetMs: number): void {
    if (Math.abs(offsetMs - this.#wallOffsetMs) > CLOCK_TRUST.stepMs) {
      this.#ntp = false;
      this.#steps += 1;
      this.#staleStamp = timesyncStamp(this.#sources.timesyncFile);
    }
    this.#wallOffsetMs = offsetMs;
  }

  #isFresh(): boolean {
    const stamp = timesyncStamp(this.#sources.timesyncFile);
    return stamp !== undefined && stamp !== this.#staleStamp;
  }

  #readBattery(): void {
    const batteryMs = readBattery(this.#sources.rtcFolder);
    this.#batteryOffsetMs = batteryMs === null ? null : batteryMs - monotonicMs();
  }
}
