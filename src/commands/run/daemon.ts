import { resolve } from 'node:path';
import * as z from 'zod';
import { MqttCloud } from '../../cloud/cloud.ts';
import { problemText } from '../../config/problem.ts';
import { locksOf } from '../../config/read-config.ts';
import { ControlServer } from '../../control/control-server.ts';
import { socketPath, spareSocketPath } from '../../control/socket-path.ts';
import type { AnyStatus } from '../../control/status.ts';
import { diskHealthOf } from '../../controller/health.ts';
import { Locker } from '../../controller/locker.ts';
import type { Log } from '../../controller/ports.ts';
import { jobs } from '../../controller/schedule.ts';
import { WaitingScreen } from '../../controller/waiting-screen.ts';
import { Watchdog } from '../../controller/watchdog.ts';
import { CabinetBoards } from '../../hardware/cabinet-boards.ts';
import { KioskServer } from '../../kiosk/kiosk-server.ts';
import { readPage } from '../../kiosk/page-files.ts';
import { SystemClock } from '../../platform/clock.ts';
import { CronJobs } from '../../platform/cron.ts';
import { takeLastEnd } from '../../platform/last-end.ts';
import { PinoLog } from '../../platform/log.ts';
import { SystemProcess } from '../../platform/process-figures.ts';
import { tellOfProcess } from '../../platform/process-words.ts';
import { SystemRandom } from '../../platform/random.ts';
import { SystemScheduler } from '../../platform/scheduler.ts';
import { SystemdNotify } from '../../platform/service-manager.ts';
import { ThinLog } from '../../platform/thin-log.ts';
import { DiskWatch } from '../../store/disk-watch.ts';
import type { SqliteStore } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import { JwsSignatures } from '../../trust/signatures.ts';
import { EXIT, failWith } from '../exit.ts';
import { VERSION } from '../version.ts';
import { faceOf } from './cabinet-face.ts';
import { StateOpening } from './open-state.ts';
import { type Cabinet, readCabinet } from './read-cabinet.ts';
import type { StopRequest } from './stop-request.ts';
import { watchOver } from './watch-over.ts';

/** Planning the first job wakes Intl, which takes 30 ms: people first. */
const CRON_AFTER_MS = 2_000;

export interface RunOptions {
  readonly config: string;
  readonly state: string;
  readonly logLevel: string;
}

// Most schemas here check one value in their life: compiling them first took 10 ms of the start.
z.config({ jitless: true });

/** Runs the daemon until it is asked to stop; sets the exit code. */
export async function run({ config: file, state, logLevel }: RunOptions, stop: StopRequest): Promise<void> {
  const log = new PinoLog(logLevel);
  try {
    const read = readCabinet(file, process.env.CREDENTIALS_DIRECTORY);
    if (!read.ok) return failWith(read.failure, EXIT.config);
    stop.log = log;
    tellOfProcess(log);
    for (const warning of read.value.warnings) log.warn('config-warning', { problem: problemText(file, warning) });
    await serve(read.value, resolve(state), log, stop);
  } catch (error) {
    log.error('start-failed', { message: error instanceof Error ? error.message : String(error) });
    // What was started already would keep the process, and its doors, half alive.
    process.exit(needsAPerson(error) ? EXIT.config : EXIT.failed);
  }
}

/** Started again it would find the same: another Larder, or another disk, has to be put here. */
const needsAPerson = (error: unknown): boolean =>
  error instanceof StoreError && ['newer-schema', 'too-old-sqlite', 'wrong-mode'].includes(error.code);

/** Wires one cabinet and runs it until it is asked to stop. */
async function serve(
  { config, codeKey, password }: Cabinet,
  state: string,
  pino: PinoLog,
  stop: StopRequest,
): Promise<void> {
  const clock = new SystemClock();
  const scheduler = new SystemScheduler();
  const log = new ThinLog({ log: pino, clock, scheduler });
  const random = new SystemRandom();
  const figures = new SystemProcess();
  const cabinet = faceOf(config);
  const lockerId = config.locker.id;
  const saidEnd = takeLastEnd(process.env);
  log.info('starting', { version: VERSION, locker: lockerId, node: process.version, lastEnd: saidEnd });
  const manager = new SystemdNotify(process.env, log);
  const watchdog = new Watchdog({ manager, clock, scheduler, log });
  watchdog.start();

  const screen = new KioskServer({ port: config.screen.port, page: readPage(), cabinet, scheduler, random, log });
  let status: () => AnyStatus;
  const controlAt = (path: string) => new ControlServer({ path, log, status: () => status() });
  const control = controlAt(socketPath(state));
  const runtime = process.env.RUNTIME_DIRECTORY;
  const spare = runtime === undefined ? undefined : spareSocketPath(state, runtime);
  const opening = new StateOpening({
    ...{ directory: state, clock, scheduler, random, log, control, stop: stop.asked },
    spareControl: spare === undefined ? undefined : controlAt(spare),
    screen: new WaitingScreen({ screen, clock, scheduler, language: cabinet.defaultLanguage }),
    onWaiting: () => manager.tell({ ready: true, alive: true, status: 'waits for the disk: larder status says more' }),
  });
  const self = () => ({ lockerId, version: VERSION, pid: process.pid, page: screen.url });
  status = () => ({ ...self(), waitingForDisk: diskHealthOf(opening.disk()) });
  const opened = await opening.open();
  if (!opened) {
    manager.tell({ stopping: true });
    watchdog.stop();
    await stop.end({ screen: () => screen.stop(), control: () => control.stop(), log: () => log.stop() });
    return log.info('stopped');
  }
  const { store, guard, deviceKey } = opened;
  endWhenCondemned(store, stop, log);
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
      saidEnd,
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
  watchOver(watchdog, { boards, cloud, screen, store });
  manager.tell({ ready: true, alive: true });
  log.info('started', { page: screen.url });

  const signal = await stop.asked;
  log.info('stopping', { signal });
  manager.tell({ stopping: true });
  watchdog.stop();
  cancelCron();
  await stop.end({
    jobs: () => cron.stop(),
    ballast: () => watch.stop(),
    locker: () => locker.stop(signal),
    control: () => control.stop(),
    store: () => store.close(),
    log: () => log.stop(),
  });
  log.info('stopped');
}

/**
 * A database that must not be used any further ends the process in order: the service manager starts it again, and the
 * start moves the database aside.
 */
function endWhenCondemned(store: SqliteStore, stop: StopRequest, log: Log): void {
  store.onCondemned((reason) => {
    log.error('database-condemned', { reason });
    process.exitCode = EXIT.failed;
    stop.ask('database-condemned');
  });
}

function linkOptions({ cloud: { url, protocol, username } }: Cabinet['config'], password: string | undefined) {
  return { url, protocol: protocol === 5 ? ('MQTT 5' as const) : ('MQTT 3.1.1' as const), username, password };
}
