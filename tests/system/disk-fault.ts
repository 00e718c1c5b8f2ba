/**
 * A sick disk under the running daemon: strace attaches to it and meddles with the n-th system call of a kind from then
 * on, so that what the start wrote does not count. It needs no cooperation of the daemon, and no build for tests.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readCalls } from './strace-log.ts';
import { explainStrace, STRACE } from './traced-daemon.ts';

const CALLS = { sync: 'fsync,fdatasync', write: 'pwrite64' } as const;

const HARM = {
  /** The process dies as the call begins: the call does nothing. */
  kill: 'signal=KILL',
  /** The call does nothing and fails. */
  'io-error': 'error=EIO',
  'no-space': 'error=ENOSPC',
  /** The call is done, and returns 3 s late. */
  stall: 'delay_exit=3000000',
} as const;

export interface Meddling {
  readonly harm: keyof typeof HARM;
  readonly at: keyof typeof CALLS;
  /** Which of these calls, from 1. */
  readonly nth: number;
  /** Every later one too, until it is healed. */
  readonly lasting?: boolean;
}

/** strace's words for it: the calls that are logged, and what becomes of the n-th. */
export function meddlingOptions({ harm, at, nth, lasting = false }: Meddling): readonly string[] {
  const logged = `trace=${CALLS.sync},${CALLS.write}`;
  return [
    '-f',
    '-y',
    '-xx',
    '-s',
    '0',
    '-e',
    logged,
    '-e',
    `inject=${CALLS[at]}:${HARM[harm]}:when=${nth}${lasting ? '+' : ''}`,
  ];
}

export class DiskFault {
  readonly #strace: ChildProcess;
  readonly #logFile: string;
  readonly #gone: Promise<unknown>;

  private constructor(strace: ChildProcess, logFile: string) {
    this.#strace = strace;
    this.#logFile = logFile;
    this.#gone = once(strace, 'exit');
  }

  /** Resolves once every thread of the process is watched. */
  static async inflict(pid: number, meddling: Meddling, logFile: string): Promise<DiskFault> {
    const options = [...meddlingOptions(meddling), '-o', logFile, '-p', String(pid)];
    const strace = spawn(STRACE, options, { stdio: ['ignore', 'ignore', 'pipe'] });
    const dieTogether = (): void => void strace.kill('SIGKILL');
    process.once('exit', dieTogether);
    strace.once('exit', () => process.off('exit', dieTogether));
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const lines = createInterface({ input: strace.stderr ?? process.stdin });
      lines.on('line', (line) => {
        said.push(line);
        if (line.includes('attached')) resolve();
      });
      strace.once('error', (cause) => reject(new Error('strace is not installed: apt-get install strace', { cause })));
      lines.once('close', () => reject(new Error(explainStrace(said))));
    });
    return new DiskFault(strace, logFile);
  }

  /** What was called by now; a call that is still being delayed counts as one that never ended. */
  get log(): DiskLog {
    return readDiskLog(readFileSync(this.#logFile, 'latin1'));
  }

  /** Lets go of the process: its disk is well again. Returns what happened meanwhile. */
  async heal(): Promise<DiskLog> {
    this.#strace.kill('SIGINT');
    await this.#gone;
    return this.log;
  }
}

interface DiskCall {
  readonly name: 'sync' | 'write';
  /** `larder.db`, `larder.db-wal`, or another file's name. */
  readonly file: string;
  /** Where it wrote; 0 for a sync. */
  readonly offset: number;
  /** `never`: the process died in it. */
  readonly outcome: 'done' | 'failed' | 'late' | 'never';
}

/** The daemon's own writes and syncs, oldest first, and how strace meddled with them. */
export interface DiskLog {
  readonly calls: readonly DiskCall[];
  /** How many calls were meddled with; a killed process counts as one. */
  readonly harmed: number;
}

function outcomeOf(tail: string): DiskCall['outcome'] {
  if (/\) += \?/.test(tail)) return 'never';
  if (/\) += -1/.test(tail)) return 'failed';
  return tail.includes('(DELAYED)') ? 'late' : 'done';
}

export function readDiskLog(text: string): DiskLog {
  const calls = readCalls(text).map(
    ({ name, target, tail }): DiskCall => ({
      name: name === 'pwrite64' ? 'write' : 'sync',
      file: target.split('/').at(-1) ?? '',
      offset: Number(/, (\d+)\) += /.exec(tail)?.[1] ?? 0),
      outcome: outcomeOf(tail),
    }),
  );
  return { calls, harmed: calls.filter(({ outcome }) => outcome !== 'done').length };
}
