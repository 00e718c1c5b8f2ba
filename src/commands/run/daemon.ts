import { resolve } from 'node:path';
import * as z from 'zod';
import { MqttCloud } from '../../cloud/cloud.ts';
import type { Config } from '../../config/config-schema.ts';
import { problemText } from '../../config/problem.ts';
import { locksOf, readConfig } from '../../config/read-config.ts';
import { readCodeKey, readPassword } from '../../config/secret-files.ts';
import { ControlServer } from '../../control/control-server.ts';
import { socketPath, spareSocketPath } from '../../control/socket-path.ts';
import type { AnyStatus } from '../../control/status.ts';
import { diskHealthOf } from '../../controller/health.ts';
import { Locker } from '../../controller/locker.ts';
import { jobs } from '../../controller/schedule.ts';
import { WaitingScreen } from '../../controller/waiting-screen.ts';
import { ok } from '../../core/result.ts';
import { CabinetBoards } from '../../hardware/cabinet-boards.ts';
import { KioskServer } from '../../kiosk/kiosk-server.ts';
import { readPage } from '../../kiosk/page-files.ts';
import { SystemClock } from '../../platform/clock.ts';
import { CronJobs } from '../../platform/cron.ts';
import { PinoLog } from '../../platform/log.ts';
import { SystemProcess } from '../../platform/process-figures.ts';
import { tellOfProcess } from '../../platform/process-words.ts';
import { SystemRandom } from '../../platform/random.ts';
import { SystemScheduler } from '../../platform/scheduler.ts';
import { ThinLog } from '../../platform/thin-log.ts';
import { DiskWatch } from '../../store/disk-watch.ts';
import { JwsSignatures } from '../../trust/signatures.ts';
import { EXIT, failWith } from '../exit.ts';
import { VERSION } from '../version.ts';
import { faceOf } from './cabinet-face.ts';
import { StateOpening } from './open-state.ts';

/** Planning the first job wakes Intl, which takes 30 ms: people first. */
const CRON_AFTER_MS = 2_000;

export interface RunOptions {
  readonly config: string;
  readonly state: string;
  readonly logLevel: string;
}

// Most schemas here check one value in their life: compiling them first took 10 ms of the start.
z.config({ jitless: true });

/** Runs the daemon until a signal; sets the exit code. */
export async function run({ config: file, state, logLevel }: RunOptions): Promise<void> {
  const read = readConfig(file);
  if (!read.ok) return failWith(read.failure.map((problem) => problemText(file, problem)).join('\n'));
  const { config, warnings } = read.value;
  const codeKey = readCodeKey(file, config.trust.codeKeyFile);
  if (!codeKey.ok) return failWith(codeKey.failure);
  const { passwordFile } = config.cloud;
  const password = passwordFile === undefined ? ok(undefined) : readPassword(file, passwordFile);
  if (!password.ok) return failWith(password.failure);
  const log = new PinoLog(logLevel);
  tellOfProcess(log);
  for (const warning of warnings) log.warn('config-warning', { problem: problemText(file, warning) });
  try {
    await serve(config, { codeKey: codeKey.value, password: password.value }, resolve(state), log);
  } catch (error) {
    log.error('start-failed', { message: error instanceof Error ? error.message : String(error) });
    // What was started already would keep the process, and its doors, half alive.
    process.exit(EXIT.failed);
  }
}

interface Secrets {
  readonly codeKey: Uint8Array;
  readonly password: string | undefined;
}

/** Wires one cabinet and runs it until a signal. */
async function serve(config: Config, { codeKey, password }: Secrets, state: string, pino: PinoLog): Promise<void> {
  const clock = new SystemClock();
  const scheduler = new SystemScheduler();
  const log = new ThinLog({ log: pino, clock, scheduler });
  const random = new SystemRandom();
  const figures = new SystemProcess();
  const cabinet = faceOf(config);
  const lockerId = config.locker.id;
  log.info('starting', { version: VERSION, locker: lockerId, node: process.version });

  const stop = stopSignal();
  const screen = new KioskServer({ port: config.screen.port, page: readPage(), cabinet, scheduler, random, log });
  let status: () => AnyStatus;
  const controlAt = (path: string) => new ControlServer({ path, log, status: () => status() });
  const control = controlAt(socketPath(state));
  const runtime = process.env.RUNTIME_DIRECTORY;
  const spare = runtime === undefined ? undefined : spareSocketPath(state, runtime);
  const opening = new StateOpening({
    ...{ directory: state, clock, scheduler, random, log, control, stop },
    spareControl: spare === undefined ? undefined : controlAt(spare),
    screen: new WaitingScreen({ screen, clock, scheduler, language: cabinet.defaultLanguage }),
  });
  const self = () => ({ lockerId, version: VERSION, pid: process.pid, page: screen.url });
  status = () => ({ ...self(), waitingForDisk: diskHealthOf(opening.disk()) });
  const opened = await opening.open();
  if (!opened) {
    await screen.stop();
    await control.stop();
    return log.info('stopped', { signal: await stop });
  }
  const { store, guard, deviceKey } = opened;
  store.onEvents((events) => {
    for (const { seq, type, data } of events) log.info('journal', { seq, type, data });
  });
  const signatures = new JwsSignatures({ rootKey: config.trust.rootKey, deviceKey });
  const boards = new CabinetBoards({ buses: config.buses, locks: locksOf(config), clock, scheduler, random, log });
  const timing = {
    backoffBaseMs: config.cloud.retry.baseMs,
    backoffCapMs: config.cloud.retry.capMs,
    spreadMs: config.cloud.retry.spreadMs,
  };
  const options = linkOptions(config, password);
  const link = async () => new (await import('../../cloud/mqtt-link.ts')).MqttLink(options);
  const cloud = new MqttCloud({ lockerId, link, store, clock, scheduler, random, log, timing });
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
    ...{ ...self(), fingerprint: signatures.fingerprint },
    cloud: { url: config.cloud.url, connected: cloud.state().connected },
    health: locker.health.read(),
  });
  const watch = new DiskWatch({ store, guard, clock, scheduler, random, log });

  figures.start();
  await locker.start();
  const cancelCron = scheduler.after(CRON_AFTER_MS, () => cron.start());
  watch.start();
  log.info('started', { page: screen.url });

  const signal = await stop;
  log.info('stopping', { signal });
  cancelCron();
  await cron.stop();
  await watch.stop();
  await locker.stop(signal);
  await control.stop();
  store.close();
  log.stop();
  log.info('stopped');
}

const stopSignal = (): Promise<string> =>
  new Promise((resolveSignal) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolveSignal(signal));
  });

function linkOptions({ cloud: { url, protocol, username } }: Config, password: string | undefined) {
  return { url, protocol: protocol === 5 ? ('MQTT 5' as const) : ('MQTT 3.1.1' as const), username, password };
}
