import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url));
const LAST_LINES = 12;

export interface DaemonExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The real `larder run` in a process of its own; its log goes to a file. */
export class DaemonProcess {
  readonly #child: ChildProcess;
  readonly #log: WriteStream;
  readonly #lastLines: string[] = [];
  /** Resolves once the daemon serves its page, with the page's address; rejects when it ends before. */
  readonly ready: Promise<string>;
  readonly ended: Promise<DaemonExit>;
  #endedAlready = false;

  constructor(
    configFile: string,
    stateDirectory: string,
    logFile: string,
    more: readonly string[] = [],
    env: NodeJS.ProcessEnv = process.env,
  ) {
    this.#log = createWriteStream(logFile, { flags: 'a' });
    // In a process group of its own: Ctrl-C in the terminal reaches the parent alone, which ends the child in order.
    this.#child = spawn(process.execPath, [MAIN, 'run', '--config', configFile, '--state', stateDirectory, ...more], {
      stdio: ['ignore', 'inherit', 'pipe'],
      detached: true,
      env,
    });
    // Whatever ends the demo, the daemon does not outlive it.
    const dieTogether = (): void => this.signal('SIGKILL');
    process.once('exit', dieTogether);
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        process.off('exit', dieTogether);
        this.#endedAlready = true;
        this.#log.end();
        resolve({ code, signal });
      });
    });
    this.ready = this.#whenReady();
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the daemon could not be started');
    return this.#child.pid;
  }

  get hasEnded(): boolean {
    return this.#endedAlready;
  }

  #whenReady(): Promise<string> {
    const lines = createInterface({ input: this.#child.stderr ?? process.stdin });
    return new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        this.#log.write(`${line}\n`);
        this.#lastLines.push(line);
        if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
        const page = pageOf(line);
        if (page !== undefined) resolve(page);
      });
      void this.ended.then(({ code }) =>
        reject(new Error(`The daemon ended (${code}):\n${this.#lastLines.join('\n')}`)),
      );
    });
  }

  signal(name: NodeJS.Signals): void {
    if (!this.#endedAlready) this.#child.kill(name);
  }

  /** SIGTERM, and what it exited with; SIGKILL after `deadlineMs`. */
  async stop(deadlineMs = 8_000): Promise<DaemonExit> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), deadlineMs);
    const exit = await this.ended;
    clearTimeout(timer);
    return exit;
  }
}

function pageOf(line: string): string | undefined {
  if (!line.includes('"started"')) return undefined;
  const { event, page } = JSON.parse(line) as { event?: string; page?: string };
  return event === 'started' ? page : undefined;
}
