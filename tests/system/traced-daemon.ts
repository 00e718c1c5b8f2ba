import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
export const STRACE = 'strace';
const OPTIONS = ['-f', '-y', '-xx', '-s', '70000', '-e', 'trace=fsync,fdatasync,write,writev,pwrite64,sendto'];
const KILL_AFTER_MS = 10_000;

/** `larder run` under strace from its first instruction on. */
export class TracedDaemon {
  readonly #strace: ChildProcess;
  readonly #said: string[] = [];
  readonly #ended: Promise<unknown[]>;
  /** The page's address, once the daemon serves it. Rejects with what strace or the daemon said. */
  readonly ready: Promise<string>;

  /** `options` are strace's; unless told, it logs what shows the order of writes and syncs. */
  constructor(configFile: string, stateDirectory: string, traceFile: string, options: readonly string[] = OPTIONS) {
    const daemon = [process.execPath, MAIN, 'run', '--config', configFile, '--state', stateDirectory];
    this.#strace = spawn(STRACE, [...options, '-o', traceFile, ...daemon], { stdio: ['ignore', 'ignore', 'pipe'] });
    const killWithUs = (): void => void this.#strace.kill('SIGKILL');
    process.once('exit', killWithUs);
    this.#strace.once('exit', () => process.off('exit', killWithUs));
    this.#ended = once(this.#strace, 'exit');
    this.ready = this.#whenReady();
  }

  #whenReady(): Promise<string> {
    const lines = createInterface({ input: this.#strace.stderr ?? process.stdin });
    return new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        this.#said.push(line);
        if (line.includes('"started"')) resolve((JSON.parse(line) as { page: string }).page);
      });
      this.#strace.once('error', (cause) =>
        reject(new Error('strace is not installed: apt-get install strace', { cause })),
      );
      lines.once('close', () => reject(new Error(explainStrace(this.#said))));
    });
  }

  get hasEnded(): boolean {
    return this.#strace.exitCode !== null || this.#strace.signalCode !== null;
  }

  /** SIGTERM to the daemon itself; strace ends with it and has then written everything. */
  async stop(daemonPid: number): Promise<number | null> {
    process.kill(daemonPid, 'SIGTERM');
    const timer = setTimeout(() => this.#strace.kill('SIGKILL'), KILL_AFTER_MS);
    const [code] = (await this.#ended) as [number | null];
    clearTimeout(timer);
    return code;
  }
}

/** Why strace, or the daemon under it, ended too early. */
export function explainStrace(said: readonly string[]): string {
  const text = said.slice(-8).join('\n');
  return /PTRACE|ptrace|not permitted/.test(text)
    ? `strace may not trace here: run the tests where ptrace is allowed (docker run --cap-add=SYS_PTRACE …):\n${text}`
    : `the traced daemon ended:\n${text}`;
}
