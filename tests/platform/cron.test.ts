/** Wall-clock jobs, under a wall clock that is moved by hand; timers are those of a monotonic clock, as Node's are. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CronJobs } from '../../src/platform/cron.ts';
import { RecordingLog } from '../hardware/log.ts';

const log = new RecordingLog();
let ran: string[] = [];
let jobs: CronJobs;

beforeEach(() => {
  vi.useFakeTimers();
  ran = [];
  log.lines.length = 0;
  const run = (): void => void ran.push(new Date().toISOString());
  const fails = (): void => {
    throw new Error('disk full');
  };
  const table = [
    { name: 'nightly', cron: '20 3 * * *', run },
    { name: 'sick', cron: '30 3 * * *', run: fails },
  ];
  jobs = new CronJobs(table, 'UTC', log);
});
afterEach(async () => {
  await jobs.stop();
  vi.useRealTimers();
});

function startAt(wall: string): void {
  vi.setSystemTime(wall);
  jobs.start();
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test('a job runs at its hour, and one that fails is logged and stops nothing', async () => {
  startAt('2026-11-01T03:19:50Z');
  await pass(5_000);
  expect(ran).toEqual([]);
  await pass(15 * 60_000);
  expect(ran).toEqual(['2026-11-01T03:20:00.000Z']);
  expect(log.of('job-failed')).toEqual([{ job: 'sick', message: 'Error: disk full' }]);
  await pass(24 * 3_600_000);
  expect(ran).toHaveLength(2);
});

test('from 1970 to today: it runs at its next hour, and no day in between is counted', async () => {
  startAt('1970-01-02T03:19:00Z');
  await pass(1_000);
  vi.setSystemTime('2026-11-01T03:19:50Z');
  jobs.restart();
  await pass(20_000);
  expect(ran).toEqual(['2026-11-01T03:20:00.000Z']);
  await pass(60_000);
  expect(log.of('job-missed')).toEqual([]);
});

test('ten years back: it does not wait for the date that it had planned', async () => {
  startAt('2036-11-01T03:19:00Z');
  vi.setSystemTime('2026-11-01T03:19:50Z');
  jobs.restart();
  await pass(20_000);
  expect(ran).toEqual(['2026-11-01T03:20:00.000Z']);
});

test('an hour back: the job of the hour that comes twice runs at its time', async () => {
  startAt('2026-11-01T03:19:50Z');
  await pass(20_000);
  vi.setSystemTime('2026-11-01T02:20:10Z');
  jobs.restart();
  await pass(3_600_000);
  expect(ran).toEqual(['2026-11-01T03:20:00.000Z', '2026-11-01T03:20:00.000Z']);
});

test('a run that was missed is said', async () => {
  startAt('2026-11-01T03:19:00Z');
  vi.setSystemTime('2026-11-01T03:25:00Z');
  await pass(60_000);
  expect(ran).toEqual([]);
  expect(log.of('job-missed')).toEqual([{ job: 'nightly', due: '2026-11-01T03:20:00.000Z' }]);
});

test('none runs before the start or after the stop, not even by a step', async () => {
  vi.setSystemTime('2026-11-01T03:19:50Z');
  jobs.restart();
  await pass(20_000);
  jobs.start();
  await jobs.stop();
  jobs.restart();
  await pass(48 * 3_600_000);
  expect(ran).toEqual([]);
});
