/** The machine's clock over files and programs as a system has them, in a folder of our own. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SystemClock } from '../../src/platform/clock.ts';
import { askNtp, type ClockSources, readBattery } from '../../src/platform/clock-sources.ts';

let folder: string;
let sources: ClockSources;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larder-clock-'));
  const ntpCommand = [join(folder, 'timedatectl'), 'show'] as const;
  sources = { ntpCommand, timesyncFile: join(folder, 'synchronized'), rtcFolder: join(folder, 'rtc') };
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function program(script: string): void {
  writeFileSync(sources.ntpCommand[0], `#!/bin/sh\n${script}\n`);
  chmodSync(sources.ntpCommand[0], 0o755);
}

function battery(name: string, seconds: number | string, hctosys = '0'): void {
  mkdirSync(join(sources.rtcFolder, name), { recursive: true });
  writeFileSync(join(sources.rtcFolder, name, 'since_epoch'), `${seconds}\n`);
  writeFileSync(join(sources.rtcFolder, name, 'hctosys'), `${hctosys}\n`);
}

/** The wall clock is this far off from now on. */
function stepWall(byMs: number): void {
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + byMs);
}

/** Asks, and waits for the answer. */
async function ask(clock: SystemClock, ntp: boolean): Promise<void> {
  clock.ask();
  await vi.waitFor(() => expect(clock.evidence().ntp).toBe(ntp), { timeout: 5_000, interval: 5 });
}

test.each([
  ['the kernel says so', 'echo yes', true],
  ['the kernel says no', 'echo no', false],
  ['the program prints something else', 'echo perhaps', undefined],
  ['there is no D-Bus', 'echo "Failed to connect to bus" >&2; exit 1', undefined],
])('NTP, when %s', async (_, script, answer) => {
  program(script);
  expect(await askNtp(sources.ntpCommand)).toBe(answer);
});

test('a machine without the program gives no answer', async () => {
  expect(await askNtp([join(folder, 'nothing-here')])).toBeUndefined();
});

test('a machine that nobody vouches for', async () => {
  const clock = new SystemClock(sources);
  expect(clock.evidence()).toEqual({ ntp: false, batteryMs: null });
  expect(clock.read().synchronised).toBe(false);
  const { wallMs, monotonicMs } = clock.read();
  expect(Math.abs(wallMs - Date.now())).toBeLessThan(1_000);
  expect(clock.read().monotonicMs).toBeGreaterThanOrEqual(monotonicMs);
});

test('what the kernel says counts more than the file of timesyncd, from the first answer on', async () => {
  writeFileSync(sources.timesyncFile, '');
  const clock = new SystemClock(sources);
  expect(clock.read().synchronised).toBe(true);
  program('echo no');
  await ask(clock, false);
  program('echo yes');
  await ask(clock, true);
  expect(clock.read().synchronised).toBe(true);
});

test('where nobody answers the file of timesyncd counts', async () => {
  const clock = new SystemClock(sources);
  writeFileSync(sources.timesyncFile, '');
  await ask(clock, true);
});

test('a clock that stepped is not vouched for until the system is asked again', async () => {
  program('echo yes');
  const clock = new SystemClock(sources);
  await ask(clock, true);
  stepWall(5_000);
  expect(clock.read().synchronised).toBe(false);
  expect(clock.read().synchronised).toBe(false);
  await ask(clock, true);
  expect(clock.read().synchronised).toBe(true);
});

test('an answer that was on its way when the clock stepped is of the time before', async () => {
  const [go, first, second] = ['go', 'first', 'second'].map((name) => join(folder, name));
  program(`if [ -e ${first} ]; then touch ${second}; echo no; exit; fi
    touch ${first}; while [ ! -e ${go} ]; do sleep 0.01; done; echo yes`);
  const clock = new SystemClock(sources);
  clock.ask();
  await vi.waitFor(() => expect(existsSync(first ?? '')).toBe(true), { timeout: 5_000, interval: 5 });
  stepWall(-60_000);
  expect(clock.read().synchronised).toBe(false);
  writeFileSync(go ?? '', '');
  // A second question is put only after the first was answered.
  const seen = new Set<boolean>();
  const askAgain = (): void => {
    clock.ask();
    seen.add(clock.evidence().ntp);
    expect(existsSync(second ?? '')).toBe(true);
  };
  await vi.waitFor(askAgain, { timeout: 5_000, interval: 2 });
  expect([...seen]).toEqual([false]);
});

test('timesyncd’s file speaks for the time before a step, until it is touched again', async () => {
  writeFileSync(sources.timesyncFile, '');
  utimesSync(sources.timesyncFile, 1_000, 1_000);
  const clock = new SystemClock(sources);
  expect(clock.read().synchronised).toBe(true);
  stepWall(3_600_000);
  expect(clock.read().synchronised).toBe(false);
  program('exit 1');
  clock.ask();
  utimesSync(sources.timesyncFile, 2_000, 2_000);
  await ask(clock, true);
});

test('the battery clock that set the system’s clock comes first, one that cannot be read never', () => {
  expect(readBattery(sources.rtcFolder)).toBeNull();
  battery('rtc0', 'no such device');
  expect(readBattery(sources.rtcFolder)).toBeNull();
  battery('rtc1', 1_800_000_000);
  expect(readBattery(sources.rtcFolder)).toBe(1_800_000_000_000);
  battery('rtc2', 1_900_000_000, '1');
  expect(readBattery(sources.rtcFolder)).toBe(1_900_000_000_000);
});

test('a battery clock vouches only after somebody has compared it, and only while the wall clock is near it', () => {
  battery('rtc0', Math.floor(Date.now() / 1_000));
  const clock = new SystemClock(sources);
  expect(Math.abs((clock.evidence().batteryMs ?? 0) - Date.now())).toBeLessThan(2_000);
  expect(clock.read().synchronised).toBe(false);
  clock.believeBattery(true);
  expect(clock.read().synchronised).toBe(true);
  stepWall(3_600_000);
  expect(clock.read().synchronised).toBe(false);
});
