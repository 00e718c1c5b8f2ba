import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { MqttCloud } from '../../cloud/cloud.ts';
import { readCodeKey } from '../../config/code-key.ts';
import type { Config } from '../../config/config-schema.ts';
import { locksOf, problemText, readConfig } from '../../config/read-config.ts';
import { readSecret } from '../../config/secret-file.ts';
import { ControlServer } from '../../control/control-server.ts';
import { socketPath } from '../../control/socket-path.ts';
import { Locker } from '../../controller/locker.ts';
import { jobs } from '../../controller/schedule.ts';
import { Watchdog } from '../../controller/watchdog.ts';
import { ok, type Result } from '../../core/result.ts';
import { CabinetBoards } from '../../hardware/cabinet-boards.ts';
import { KioskServer } from '../../kiosk/kiosk-server.ts';
import { readPage } from '../../kiosk/page-files.ts';
import { SystemClock } from '../../platform/clock.ts';
import { CronJobs } from '../../platform/cron.ts';
import { takeLastEnd } from '../../platform/last-end.ts';
import { PinoLog } from '../../platform/log.ts';
import { SystemProcess } from '../../platform/process-figures.ts';
import { SystemRandom } from '../../platform/random.ts';
import { SystemScheduler } from '../../platform/scheduler.ts';
import { SystemdNotify } from '../../platform/service-manager.ts';
import { SqliteStore } from '../../store/store.ts';
import { loadDeviceKey } from '../../trust/device-key.ts';
import { JwsSignatures } from '../../trust/signatures.ts';
import { EXIT, failWith } from '../exit.ts';
import { VERSION } from '../version.ts';
import { faceOf } from './cabinet-face.ts';
import type { StopRequest } from './stop-request.ts';
import { watchOver } from './watch-over.ts';

export interface RunOptions {
  readonly config: string;
  readonly state: string;
  readonly logLevel: string;
}

interface Secrets {
  readonly codeKey: Uint8Array;
  readonly password: string | undefined;
}

/** Runs the daemon until a signal; sets the exit code. */
export async function run({ config: file, state, logLevel }: RunOptions, stop: StopRequest): Promise<void> {
  try {
    const read = readConfig(file);
    if (!read.ok) return failWith(read.failure.map((problem) => problemText(file, problem)).join('\n'), EXIT.config);
    const { config, warnings } = read.value;
    const secrets = readSecrets(file, config);
    if (!secrets.ok) return failWith(secrets.failure, EXIT.config);
    const log = new PinoLog(logLevel);
    stop.log = log;
    for (const warning of warnings) log.warn('config-warning', { problem: problemText(file, warning) });
    mkdirSync(state, { recursive: true, mode: 0o750 });
    await serve(config, secrets.value, resolve(state), log, stop);
  } catch (error) {
    failWith(error instanceof Error ? error.message : String(error));
    // What was started already would keep the process, and its doors, half alive.
    process.exit();
  }
}

function readSecrets(configFile: string, { trust, cloud }: Config): Result<Secrets, string> {
  const credentials = process.env.CREDENTIALS_DIRECTORY;
  const codeKey = readCodeKey({ configFile, named: trust.codeKeyFile, credentials });
  if (!codeKey.ok) return codeKey;
  const named = cloud.passwordFile;
  if (named === undefined) return ok({ codeKey: codeKey.value, password: undefined });
  const password = readSecret({ configFile, named, credentials }, 'it holds the password of cloud.username');
  return password.ok ? ok({ codeKey: codeKey.value, password: password.value }) : password;
}

/** Wires one cabinet and runs it until it is asked to stop. */
async function serve(
  config: Config,
  { codeKey, password }: Secrets,
  state: string,
  log: PinoLog,
  stop: StopRequest,
): Promise<void> {
  const clock = new SystemClock();
  const scheduler = new SystemScheduler();
  const random = new SystemRandom();
  const figures = new SystemProcess();
  const cabinet = faceOf(config);
  const lockerId = config.locker.id;
  const saidEnd = takeLastEnd(process.env);
  log.info('starting', { version: VERSION, locker: lockerId, node: process.version, lastEnd: saidEnd });
  const manager = new SystemdNotify(process.env, log);
  const watchdog = new Watchdog({ manager, clock, scheduler, log });

  const store = new SqliteStore({ directory: state, clock, random });
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
  const options = linkOptions(config, password);
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
  const control = new ControlServer({
    path: socketPath(state),
    log,
    status: () => ({
      ...{ lockerId, version: VERSION, pid: process.pid, fingerprint: signatures.fingerprint, page: screen.url },
      cloud: { url: config.cloud.url, connected: cloud.state().connected },
      health: locker.health.read(),
    }),
  });

  // The control socket first: it refuses a second daemon on this state directory before anything moves.
  await control.start();
  figures.start();
  await locker.start();
  cron.start();
  watchOver(watchdog, { boards, cloud, screen, store });
  watchdog.start();
  manager.tell({ ready: true, alive: true });
  log.info('started', { page: screen.url });

  const signal = await stop.asked;
  log.info('stopping', { signal });
  manager.tell({ stopping: true });
  watchdog.stop();
  await stop.end({
    jobs: () => cron.stop(),
    locker: () => locker.stop(signal),
    control: () => control.stop(),
    store: () => store.close(),
  });
  log.info('stopped');
}

function linkOptions({ cloud }: Config, password: string | undefined) {
  const { url, protocol, username } = cloud;
  return { url, protocol: protocol === 5 ? ('MQTT 5' as const) : ('MQTT 3.1.1' as const), username, password };
}
