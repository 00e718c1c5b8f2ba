/**
 * systemd, told by its own program `systemd-notify` (Node has no Unix datagram sockets). The unit needs
 * NotifyAccess=all, since the sender is a child of ours; version 252 waits until its word was taken.
 *
 *     tell(news) ──▶ one child at a time, 4 s at most ◀── what came meanwhile goes with the next
 *
 * The daemon ends without waiting for a child.
 */
import { spawn } from 'node:child_process';
import type { Log } from '../controller/ports.ts';
import type { ServiceManager, ServiceNews } from '../controller/service-manager.ts';

const CHILD_LIMIT_MS = 4_000;

export class SystemdNotify implements ServiceManager {
  readonly watchdogMs: number | null;
  readonly #env: NodeJS.ProcessEnv;
  readonly #log: Log;
  readonly #isHere: boolean;
  readonly #program: string;
  #waiting: ServiceNews = {};
  #isRunning = false;
  #saidStatus = '';
  #saidFailure = '';

  /** `env`: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID as systemd sets them; without the first nobody is told. */
  constructor(env: NodeJS.ProcessEnv, log: Log, program = 'systemd-notify') {
    this.#env = env;
    this.#log = log;
    this.#program = program;
    this.#isHere = (env.NOTIFY_SOCKET ?? '') !== '';
    this.watchdogMs = this.#isHere ? watchdogOf(env) : null;
  }

  tell(news: ServiceNews): void {
    if (!this.#isHere) return;
    const { ready, stopping, alive, status } = news;
    this.#waiting = {
      ...this.#waiting,
      ...(ready && { ready }),
      ...(stopping && { stopping }),
      ...(alive && { alive }),
      ...(status && { status }),
    };
    this.#send();
  }

  #send(): void {
    if (this.#isRunning) return;
    const words = this.#words();
    if (words.length === 0) return;
    this.#isRunning = true;
    const { NOTIFY_SOCKET, PATH } = this.#env;
    const child = spawn(this.#program, words, {
      env: { NOTIFY_SOCKET, PATH },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: CHILD_LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let complaint = '';
    child.stderr.on('data', (chunk) => {
      complaint = `${complaint}${chunk}`.slice(0, 200);
    });
    child.once('error', (error) => this.#done(error.message));
    child.once('close', (code, signal) => {
      if (code === 0) this.#done();
      else this.#done(complaint.trim() || `ended with ${signal ?? code}`);
    });
  }

  #words(): string[] {
    const { ready, stopping, alive, status } = this.#waiting;
    this.#waiting = {};
    const isNews = status !== undefined && status !== this.#saidStatus;
    if (isNews) this.#saidStatus = status;
    return [
      ...(ready ? ['READY=1'] : []),
      ...(stopping ? ['STOPPING=1'] : []),
      ...(alive ? ['WATCHDOG=1'] : []),
      ...(isNews ? [`STATUS=${status.replaceAll('\n', ' ')}`] : []),
    ];
  }

  /** A failure is said once; the cabinet works without. */
  #done(failure?: string): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    if (failure !== undefined && failure !== this.#saidFailure) {
      this.#saidFailure = failure;
      const message = `${this.#program}: ${failure}; the service manager hears nothing of us (apt-get install systemd)`;
      this.#log.warn('service-manager', { message });
    }
    this.#send();
  }
}

/** WATCHDOG_USEC, unless it is meant for another process. */
function watchdogOf({ WATCHDOG_USEC, WATCHDOG_PID }: NodeJS.ProcessEnv): number | null {
  if (WATCHDOG_PID !== undefined && Number(WATCHDOG_PID) !== process.pid) return null;
  const ms = Number(WATCHDOG_USEC) / 1_000;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
