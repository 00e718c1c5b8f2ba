import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Probed } from './unlock-probe.ts';

const PROGRAMS = {
  release: fileURLToPath(new URL('../../dist/release/larder.js', import.meta.url)),
  source: fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
} as const;
const PROBE = import.meta.resolve('./unlock-probe.ts');
const START_LIMIT_MS = 10_000;
const TICKS_A_SECOND = 100;

export interface DaemonOptions {
  readonly program: keyof typeof PROGRAMS;
  readonly configFile: string;
  readonly stateDirectory: string;
  readonly probed?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** `larder run` in a process of its own, as a service manager starts it. */
export class BenchDaemon {
  readonly spawnedMs = performance.now();
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #lastLines: string[] = [];
  readonly #probes: ((probed: Probed) => void)[] = [];
  /** Resolves with the page's address, and when that was said. */
  readonly ready: Promise<{ readonly url: string; readonly atMs: number }>;

  constructor({ program, configFile, stateDirectory, probed = false, env = {} }: DaemonOptions) {
    const hook = probed ? ['--import', PROBE] : [];
    const words = [...hook, PROGRAMS[program], 'run', '--config', configFile, '--state', stateDirectory];
    const { NODE_COMPILE_CACHE: _elsewhere, ...own } = process.env;
    this.#child = spawn(process.execPath, words, {
      stdio: ['ignore', 'ignore', 'pipe', ...(probed ? (['ipc'] as const) : [])],
      env: { ...own, ...env },
    });
    const dieTogether = (): void => void this.#child.kill('SIGKILL');
    process.once('exit', dieTogether);
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => {
        process.off('exit', dieTogether);
        resolve();
      });
    });
    this.#child.on('message', (message) => {
      for (const tell of this.#probes.splice(0)) tell(message as Probed);
    });
    this.ready = this.#whenReady();
  }

  #whenReady(): Promise<{ url: string; atMs: number }> {
    return new Promise((resolve, reject) => {
      const stop = setTimeout(() => this.#child.kill('SIGKILL'), START_LIMIT_MS);
      if (this.#child.stderr === null) throw new Error('the daemon has no standard error');
      createInterface({ input: this.#child.stderr }).on('line', (line) => {
        this.#lastLines.push(line);
        if (this.#lastLines.length > 8) this.#lastLines.shift();
        if (!line.includes('"event":"started"')) return;
        clearTimeout(stop);
        resolve({ url: (JSON.parse(line) as { page: string }).page, atMs: performance.now() });
      });
      void this.#ended.then(() => reject(new Error(`the daemon ended:\n${this.#lastLines.join('\n')}`)));
    });
  }

  /** The next unlock frame's own time. */
  nextUnlock(): Promise<Probed> {
    return new Promise((resolve) => this.#probes.push(resolve));
  }

  /** Resident memory, MB. */
  rssMB(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  /** Processor time used so far, user and system, seconds. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await this.#ended;
    clearTimeout(kill);
  }
}
