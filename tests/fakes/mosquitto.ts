import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface MosquittoOptions {
  /** A free one of its own unless told. */
  readonly port?: number;
  /** With it nobody gets in without one of these. */
  readonly users?: Readonly<Record<string, string>>;
  /** More lines for its config. */
  readonly config?: readonly string[];
}

/** One real mosquitto on 127.0.0.1, with its files in a directory of its own. */
export interface Mosquitto {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  /** What it logged, everything it is able to say. */
  readonly lines: readonly string[];
  /** By its pid; `SIGKILL` for a broker that dies. Resolves once it is gone. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const MOSQUITTO = '/usr/sbin/mosquitto';
const READY_MS = 5_000;

/** Resolves once it listens; rejects when it does not within 5 s. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const port = options.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'larder-mosquitto-'));
  const configFile = join(folder, 'mosquitto.conf');
  writeFileSync(configFile, configOf(port, folder, options).join('\n'));
  const child = spawn(MOSQUITTO, ['-c', configFile, '-v'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(child, 'exit');
  const lines: string[] = [];
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    // One SIGTERM is not enough: mosquitto 2.0 forgets the one that comes before its main loop has begun.
    child.kill(signal);
    const again = setInterval(() => child.kill(signal), 50);
    await gone;
    clearInterval(again);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await running(child, lines);
  } catch (cause) {
    await stop('SIGKILL');
    throw new Error(`mosquitto did not start on port ${port}: ${lines.join(' | ')}`, { cause });
  }
  return { port, url: `mqtt://127.0.0.1:${port}`, pid: child.pid ?? 0, lines, stop };
}

function configOf(port: number, folder: string, { users, config = [] }: MosquittoOptions): string[] {
  // As root it would become the user `mosquitto`, who may not read our directory.
  const common = [`listener ${port} 127.0.0.1`, 'persistence false', 'user root', ...config];
  if (users === undefined) return [...common, 'allow_anonymous true', ''];
  const passwordFile = join(folder, 'passwords');
  writeFileSync(passwordFile, '', { mode: 0o600 });
  for (const [user, password] of Object.entries(users)) {
    execFileSync('/usr/bin/mosquitto_passwd', ['-b', passwordFile, user, password]);
  }
  return [...common, 'allow_anonymous false', `password_file ${passwordFile}`, ''];
}

function running(child: ChildProcess, lines: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadline = AbortSignal.timeout(READY_MS);
    deadline.addEventListener('abort', () => reject(new Error('it did not say that it runs')));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with code ${code}`)));
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      if (/mosquitto version \S+ running/.test(line)) resolve();
    });
  });
}

/** A TCP port that nobody listens on just now. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
