/** What the system knows of its clock, read the ways that need no privilege. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface ClockSources {
  /** Prints `yes` or `no`; the kernel's own word (adjtimex), which timesyncd, chrony and ntpd all set. */
  readonly ntpCommand: readonly [string, ...string[]];
  /** systemd-timesyncd touches it when it synchronised the clock: for where there is no D-Bus to ask. */
  readonly timesyncFile: string;
  /** Battery clocks, as the kernel lists them. */
  readonly rtcFolder: string;
}

export const SYSTEM_SOURCES: ClockSources = {
  ntpCommand: ['timedatectl', 'show', '--property=NTPSynchronized', '--value'],
  timesyncFile: '/run/systemd/timesync/synchronized',
  rtcFolder: '/sys/class/rtc',
};

const ASK_LIMIT_MS = 5_000;

/** Whether the system calls its clock NTP-synchronised; undefined when nobody answers. Never rejects. */
export function askNtp([command, ...args]: ClockSources['ntpCommand']): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: ASK_LIMIT_MS, killSignal: 'SIGKILL', env: { ...process.env, LC_ALL: 'C' } } as const;
    execFile(command, args, options, (error, stdout) => {
      const answer = stdout.trim();
      resolve(error === null && (answer === 'yes' || answer === 'no') ? answer === 'yes' : undefined);
    });
  });
}

/** When timesyncd last touched its file, or undefined when it has not since boot. */
export function timesyncStamp(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
};

/**
 * The battery clock's time, milliseconds since 1970 in whole seconds; null where there is none. The one that the kernel
 * set the system's clock from at boot comes first. It has to run in UTC.
 */
export function readBattery(folder: string): number | null {
  const clocks = listed(folder).map((name) => ({
    first: textOf(join(folder, name, 'hctosys')) === '1',
    seconds: Number(textOf(join(folder, name, 'since_epoch')) || Number.NaN),
  }));
  const readable = clocks.filter(({ seconds }) => Number.isFinite(seconds));
  const chosen = readable.find(({ first }) => first) ?? readable[0];
  return chosen === undefined ? null : chosen.seconds * 1_000;
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
