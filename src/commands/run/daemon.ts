import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { MqttCloud } from '../../cloud/cloud.ts';
import { readCodeKey } from '../../config/code-key.ts';
import type { Config } from '../../config/config-schema.ts';
import { locksOf, problemText, readConfig } from '../../config/read-config.ts';
import { ControlServer } from '../../control/control-server.ts';
import { socketPath } from '../../control/socket-path.ts';
import type { LockerStatus } from '../../control/status.ts';
import { Locker } from '../../controller/locker.ts';
import { jobs } from '../../controller/schedule.ts';
import { CabinetBoards } from '../../hardware/cabinet-boards.ts';
import { KioskServer } from '../../kiosk/kiosk-server.ts';
import { readPage } from '../../kiosk/page-files.ts';
import { SystemClock } from '../../platform/clock.ts';
import { CronJobs } from '../../platform/cron.ts';
import { PinoLog } from '../../platform/log.ts';
import { SystemProcess } from '../../platform/process-figures.ts';
import { SystemRandom } from '../../platform/random.ts';
import { SystemScheduler } from '../../platform/scheduler.ts';
import { SqliteStore } from '../../store/store.ts';
import { hasDeviceKey, loadDeviceKey } from '../../trust/device-key.ts';
import { JwsSignatures } from '../../trust/signatures.ts';
import { EXIT, failWith } from '../exit.ts';
import { VERSION } from '../version.ts';
import { faceOf } from './cabinet-face.ts';

export interface RunOptions {
  readonly config: string;
  readonly state: string;
  readonly logLevel: string;
}

/** Runs the daemon until a signal; sets the exit code. */
export async function run({ config: file, state, logLevel }: RunOptions): Promise<void> {
  const read = readConfig(file);
  if (!read.ok) return failWith(read.failure.map((problem) => problemText(file, problem)).join('\n'));
  const { config, warnings } = read.value;
  const codeKey = readCodeKey(file, config.trust.codeKeyFile);
  if (!codeKey.ok) return failWith(codeKey.failure);
  const log = new PinoLog(logLevel);
  for (const warning of warnings) log.warn('config-warning', { problem: problemText(file, warning) });
  try {
    mkdirSync(state, { recursive: true, mode: 0o750 });
    await serve(config, codeKey.value, dirname(resolve(file)), resolve(state), log);
  } catch (error) {
    failWith(error instanceof Error ? error.message : String(error));
    // What was started already would keep the process, and its doors, half alive.
    process.exit();
  }
}

/** Wires one cabinet and runs it until a signal. */
async function serve(config: Config, codeKey: Uint8Array, base: string, state: string, log: PinoLog): Promise<void> {
  const clock = new SystemClock();
  const scheduler = new SystemScheduler();
  const random = new SystemRandom();
  const figures = new SystemProcess();
  const cabinet = faceOf(config);
  const lockerId = config.locker.id;
  log.info('starting', { version: VERSION, locker: lockerId, node: process.version });

  // The control socket first: it refuses a second daemon on this state directory before anything moves, files included.
  let status = (): LockerStatus => {
    throw new Error('larder is still starting: ask again in a moment.');
  };
  const control = new ControlServer({ path: socketPath(state), log, status: () => status() });
  await control.start();

  const store = new SqliteStore({ directory: state, clock, random, usedBefore: hasDeviceKey(state) });
  const condemned = condemnation(store, log);
  store.onEvents((events) => {
    for (const { seq, type, data } of events) log.info('journal', { seq, type, data });
  });
  const signatures = new JwsSignatures({ rootKey: config.trust.rootKey, deviceKey: await loadDeviceKey(state) });
  const boards = new CabinetBoards({ buses: config.buses, locks: locksOf(config), clock, scheduler, random, log });
  const timing = {
    backoffBaseMs: config.cloud.retry.baseMs,
    backoffCapMs: config.cloud.retry.capMs,
    spreadMs: config.cloud.retry.spreadMs,
  };
  const options = linkOptions(config, base);
  const link = async () => new (await import('../../cloud/mqtt-link.ts')).MqttLink(options);
  const cloud = new MqttCloud({ lockerId, link, store, clock, scheduler, random, log, timing });
  const screen = new KioskServer({ port: config.screen.port, page: readPage(), cabinet, scheduler, random, log });
  const locker = new Locker(
    {
      lockerId,
      version: VERSION,
      codeKey,
      cabinet,
      limits: config.pickup,
      leastRevisions: config.trust.leastRevisions,
    },
    { store, boards, cloud, screen, signatures, clock, scheduler, random, process: figures, log },
  );
  const cron = new CronJobs(
    jobs(store, () => locker.watchClock.confirmedMs()),
    config.locker.timeZone,
    log,
  );
  locker.watchClock.onStep(() => cron.restart());
  status = () => ({
    ...{ lockerId, version: VERSION, pid: process.pid, fingerprint: signatures.fingerprint, page: screen.url },
    cloud: { url: config.cloud.url, connected: cloud.state().connected },
    health: locker.health.read(),
  });

  figures.start();
  await locker.start();
  cron.start();
  log.info('started', { page: screen.url });

  const signal = await Promise.race([stopSignal(), condemned]);
  log.info('stopping', { signal });
  await cron.stop();
  await locker.stop(signal);
  await control.stop();
  store.close();
  log.info('stopped');
}

/**
 * A database that must not be used any further ends the process in order: the service manager starts it again, and the
 * start moves the database aside.
 */
const condemnation = (store: SqliteStore, log: PinoLog): Promise<string> =>
  new Promise((resolve) => {
    store.onCondemned((reason) => {
      log.error('database-condemned', { reason });
      process.exitCode = EXIT.failed;
      resolve('database-condemned');
    });
  });

const stopSignal = (): Promise<string> =>
  new Promise((resolveSignal) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolveSignal(signal));
  });

function linkOptions({ cloud }: Config, base: string) {
  const { url, protocol, username, passwordFile } = cloud;
  return {
    url,
    protocol: protocol === 5 ? ('MQTT 5' as const) : ('MQTT 3.1.1' as const),
    username,
    password: passwordFile === undefined ? undefined : readFileSync(resolve(base, passwordFile), 'utf8').trim(),
  };
}
