import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchCabinet } from '../../scripts/bench/bench-cabinet.ts';
import { type DaemonExit, DaemonProcess } from '../../src/commands/demo/daemon-process.ts';
import { until } from '../../src/commands/demo/steps.ts';

export interface LogLine {
  readonly event: string;
  readonly level: number;
  readonly [field: string]: unknown;
}

export interface LoneOptions {
  readonly transport: Readonly<Record<string, unknown>>;
  /** Nobody listens there, unless told. */
  readonly brokerUrl?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A cabinet of 24 stocked doors and its real daemon: no hub, and no broker unless told. */
export class LoneDaemon {
  readonly cabinet = new BenchCabinet();
  readonly logFile = join(this.cabinet.folder, 'daemon.log');
  readonly process: DaemonProcess;

  constructor({ transport, brokerUrl = 'mqtt://127.0.0.1:9', env = {} }: LoneOptions) {
    this.cabinet.write({ transport, cloud: { url: brokerUrl, protocol: 5 } });
    this.cabinet.stock();
    this.cabinet.closeStore();
    const { configFile, stateDirectory } = this.cabinet;
    this.process = new DaemonProcess(configFile, stateDirectory, this.logFile, [], { ...process.env, ...env });
    // Who needs the page waits for it; an end before that is seen by `stopped`.
    this.process.ready.catch(() => {});
  }

  /** What it logged so far. */
  get lines(): readonly LogLine[] {
    if (!existsSync(this.logFile)) return [];
    const whole = readFileSync(this.logFile, 'utf8').split('\n').slice(0, -1);
    return whole.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine);
  }

  logged = (event: string): boolean => this.lines.some((line) => line.event === event);

  async said(event: string, deadlineMs = 15_000): Promise<void> {
    await until(() => this.logged(event), `"${event}" in the log`, deadlineMs);
  }

  /** Sends the signal, waits for the end and tells how long that took, milliseconds. */
  async stopped(...signals: readonly NodeJS.Signals[]): Promise<DaemonExit & { readonly tookMs: number }> {
    const startMs = performance.now();
    for (const signal of signals) this.process.signal(signal);
    const kill = setTimeout(() => this.process.signal('SIGKILL'), 15_000);
    const exit = await this.process.ended;
    clearTimeout(kill);
    return { ...exit, tookMs: performance.now() - startMs };
  }

  /** Events of its journal, by type, oldest first. */
  journal(): readonly string[] {
    return this.cabinet.store.transact((tx) => tx.journal.after(0, 1_000).map(({ type }) => type));
  }

  async remove(): Promise<void> {
    await this.stopped('SIGKILL');
    this.cabinet.remove();
  }
}
