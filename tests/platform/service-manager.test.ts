import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../src/commands/demo/steps.ts';
import { SystemdNotify } from '../../src/platform/service-manager.ts';
import { RecordingLog } from '../hardware/log.ts';

let folder: string;
let log: RecordingLog;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larder-notify-'));
  log = new RecordingLog();
});
afterEach(() => rmSync(folder, { recursive: true }));

const MKFIFO = 'mkfifo';
const ENV = { NOTIFY_SOCKET: '/run/nobody', PATH: process.env.PATH };

/** A stand-in for the program, which writes down what it is told and then does as the lines say. */
function program(...lines: readonly string[]): string {
  const path = join(folder, 'notify');
  writeFileSync(path, ['#!/bin/sh', `echo "begin $*" >> ${folder}/told`, ...lines, ''].join('\n'), { mode: 0o755 });
  return path;
}

const told = (): readonly string[] =>
  existsSync(join(folder, 'told')) ? readFileSync(join(folder, 'told'), 'utf8').trim().split('\n') : [];

describe('whether it is watched', () => {
  const watchdogOf = (env: NodeJS.ProcessEnv): number | null => new SystemdNotify(env, log).watchdogMs;

  test('by systemd’s own variables', () => {
    expect(watchdogOf({ ...ENV, WATCHDOG_USEC: '30000000' })).toBe(30_000);
    expect(watchdogOf({ ...ENV, WATCHDOG_USEC: '30000000', WATCHDOG_PID: String(process.pid) })).toBe(30_000);
  });

  test.each<NodeJS.ProcessEnv>([
    {},
    ENV,
    { WATCHDOG_USEC: '30000000' },
    { ...ENV, WATCHDOG_USEC: '0' },
    { ...ENV, WATCHDOG_USEC: 'soon' },
    { ...ENV, WATCHDOG_USEC: '30000000', WATCHDOG_PID: '1' },
  ])('not by %j', (env) => {
    expect(watchdogOf(env)).toBeNull();
  });
});

test('without a service manager nothing is ever started', async () => {
  const manager = new SystemdNotify({ PATH: process.env.PATH }, log, program());
  manager.tell({ ready: true, alive: true, status: 'well' });
  const other = new SystemdNotify(ENV, log, program());
  other.tell({ stopping: true });
  await until(() => told().length > 0, 'the other one');
  expect(told()).toEqual(['begin STOPPING=1']);
});

test('one child at a time; what comes meanwhile goes with the next, the same status only once', async () => {
  const fifo = join(folder, 'fifo');
  execFileSync(MKFIFO, [fifo]);
  const manager = new SystemdNotify(ENV, log, program(`read line < ${fifo}`, `echo end >> ${folder}/told`));
  manager.tell({ ready: true, status: 'well' });
  for (let at = 0; at < 50; at++) manager.tell({ alive: true, status: 'well' });
  manager.tell({ status: 'ill\nand worse' });
  await until(() => told().length === 1, 'the first child');
  writeFileSync(fifo, 'go\n');
  await until(() => told().length === 3, 'the second child');
  writeFileSync(fifo, 'go\n');
  await until(() => told().length === 4, 'its end');
  expect(told()).toEqual(['begin READY=1 STATUS=well', 'end', 'begin WATCHDOG=1 STATUS=ill and worse', 'end']);
  manager.tell({ status: 'ill\nand worse' });
  manager.tell({ alive: false });
  manager.tell({ alive: true });
  await until(() => told().length === 5, 'the third child');
  expect(told().at(-1)).toBe('begin WATCHDOG=1');
  writeFileSync(fifo, 'go\n');
});

test('a child that hangs is ended, and the next word goes out', { timeout: 15_000 }, async () => {
  const manager = new SystemdNotify(ENV, log, program('exec tail -f /dev/null'));
  manager.tell({ alive: true });
  manager.tell({ status: 'well' });
  await until(() => told().length === 2, 'the second child', 8_000);
  expect(log.of('service-manager')).toEqual([{ message: expect.stringContaining('ended with SIGKILL') }]);
});

test.each([
  ['is missing', '/nowhere/systemd-notify', /ENOENT.*apt-get install systemd/],
  ['fails', undefined, /no such socket/],
])('a program that %s is said once and harms nothing', async (_, path, words) => {
  const manager = new SystemdNotify(ENV, log, path ?? program('echo "no such socket" >&2', 'exit 1'));
  for (let at = 0; at < 3; at++) {
    manager.tell({ alive: true });
    if (path === undefined) await until(() => told().length === at + 1, 'the child');
    await until(() => log.of('service-manager').length > 0, 'the complaint');
  }
  expect(log.of('service-manager')).toEqual([{ message: expect.stringMatching(words) }]);
});
