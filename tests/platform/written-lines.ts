import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PLATFORM = fileURLToPath(new URL('../../src/platform/', import.meta.url));

export interface Written {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** What was written to standard error, each line read as JSON. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** Runs a script in a process of its own, where `log` is a PinoLog; standard error is a pipe, or that file. */
export function written(script: string, stderr?: string): Written {
  const text = `
    import { PinoLog } from '${PLATFORM}log.ts';
    import { tellOfProcess } from '${PLATFORM}process-words.ts';
    const log = new PinoLog('debug');
    ${script}`;
  const file = stderr === undefined ? undefined : openSync(stderr, 'w');
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', file ?? 'pipe'],
    encoding: 'utf8',
    maxBuffer: 10_000_000,
  });
  if (file !== undefined) closeSync(file);
  const err = file === undefined ? ran.stderr : '';
  const lines = err.split('\n').filter((line) => line !== '');
  return { code: ran.status, out: ran.stdout, err, lines: lines.map((line) => JSON.parse(line)) };
}
