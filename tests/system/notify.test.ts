/** What systemd hears of the real daemon: a listener in its place, and the real systemd-notify between the two. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BenchScreen } from '../../scripts/bench/bench-screen.ts';
import { pause, until } from '../../src/commands/demo/steps.ts';
import { type PtyService, servePty } from '../../src/simulator/serve-pty.ts';
import { injectFault } from './inject-fault.ts';
import { LoneDaemon } from './lone-daemon.ts';
import { NotifyListener } from './notify-listener.ts';

/** systemd would end the daemon after one interval. */
const WATCHDOG_MS = 3_000;

let folder: string;
let systemd: NotifyListener;
let cable: PtyService;
let daemon: LoneDaemon;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larder-systemd-'));
  systemd = await NotifyListener.at(join(folder, 'notify'));
  cable = await servePty({ link: join(folder, 'tty'), args: ['--channels', '24'] });
}, 30_000);

afterEach(async () => {
  await daemon.remove();
  systemd.stop();
  await cable.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

function start(env: NodeJS.ProcessEnv = {}): void {
  const watched = { NOTIFY_SOCKET: systemd.path, WATCHDOG_USEC: String(WATCHDOG_MS * 1_000), ...env };
  daemon = new LoneDaemon({ transport: { kind: 'serial', path: join(folder, 'tty') }, env: watched });
}

const feeds = (): number => systemd.count('WATCHDOG=1');

/** Fed in time, for several intervals. */
async function isFed(): Promise<void> {
  for (let times = 0; times < 5; times++) {
    const before = feeds();
    await until(() => feeds() > before, 'the next feeding', WATCHDOG_MS);
  }
}

test('ready when it is; fed without broker and without adapter; its end announced', async () => {
  start();
  await daemon.process.ready;
  await systemd.hears('READY=1');
  expect(daemon.logged('page-served')).toBe(true);
  await isFed();
  await systemd.hears('STATUS=Ready for codes: line locks up; cloud away.');

  await cable.stop();
  await systemd.hears('STATUS=Ready for codes: line locks does not answer; cloud away.', 20_000);
  await isFed();
  expect(daemon.logged('watchdog-stuck')).toBe(false);

  expect(await daemon.stopped('SIGTERM')).toMatchObject({ code: 0, signal: null });
  await systemd.hears('STOPPING=1');
  expect(systemd.count('READY=1')).toBe(1);
}, 60_000);

test('a process that does not run is not fed; one that goes on is', async () => {
  start();
  await daemon.process.ready;
  await isFed();
  daemon.process.signal('SIGSTOP');
  // One may be on its way.
  await pause(500);
  const before = feeds();
  await pause(2 * WATCHDOG_MS);
  expect(feeds()).toBe(before);
  daemon.process.signal('SIGCONT');
  await isFed();
  expect(daemon.logged('watchdog-stuck')).toBe(false);
}, 60_000);

test('a commit that never comes back from the disk: not fed', async () => {
  start();
  const screen = await BenchScreen.open(await daemon.process.ready);
  await isFed();
  const walFile = join(daemon.cabinet.stateDirectory, 'larder.db-wal');
  const fault = await injectFault(daemon.process.pid, walFile, 'fdatasync,fsync:delay_enter=60s');
  // Its last answer never comes.
  screen.type('00000000').catch(() => {});
  await until(() => fault.seen().includes('sync('), 'the commit');
  await pause(500);
  const before = feeds();
  await pause(2 * WATCHDOG_MS);
  expect(feeds()).toBe(before);
  // As systemd would by then.
  daemon.process.signal('SIGKILL');
  fault.end();
  expect(await daemon.process.ended).toMatchObject({ signal: 'SIGKILL' });
  screen.leave();
}, 60_000);

test('systemd-notify is not there: said once, and the cabinet works', async () => {
  start({ WATCHDOG_USEC: '300000', PATH: folder });
  await daemon.process.ready;
  await daemon.said('service-manager');
  await daemon.said('bus-opened');
  await pause(1_000);
  expect(daemon.lines.filter(({ event }) => event === 'service-manager')).toHaveLength(1);
  expect(systemd.heard).toEqual([]);
  expect(await daemon.stopped('SIGTERM')).toMatchObject({ code: 0 });
}, 60_000);
