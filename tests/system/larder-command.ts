import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const LIMIT_MS = 15_000;

interface Ended {
  /** Null after a signal: the command took longer than it may. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A running `larder …`; its environment has nothing of the caller's that would change what it does. */
export class LarderCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  out = '';
  err = '';

  constructor(
    words: readonly string[],
    { limitMs = LIMIT_MS, temporary, runtime }: { limitMs?: number; temporary?: string; runtime?: string } = {},
  ) {
    const service = runtime === undefined ? {} : { RUNTIME_DIRECTORY: runtime };
    const env = { ...service, PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: temporary ?? process.env.TMPDIR };
    this.child = spawn(process.execPath, [MAIN, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.ended = this.#end(limitMs);
  }

  async #end(limitMs: number): Promise<Ended> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), limitMs);
    const [code] = (await once(this.child, 'close')) as [number | null];
    clearTimeout(timer);
    return { code, out: this.out, err: this.err };
  }
}

/** Runs `larder …` to its end. */
export const larder = (...words: readonly string[]): Promise<Ended> => new LarderCommand(words).ended;
