import { spawnSync } from 'node:child_process';

/** Runs a program that only root may run; fails with the reason and what to do. */
export function asRoot(program: string, ...words: readonly string[]): void {
  const [first = '', ...rest] = process.getuid?.() === 0 ? [program, ...words] : ['sudo', '-n', program, ...words];
  const { status, stderr, error } = spawnSync(first, rest, { encoding: 'utf8' });
  if (status === 0) return;
  const what =
    'This test mounts a disk of its own: run it as root, or with passwordless sudo, where mounting is allowed.';
  throw new Error(`${what} ${program} ${words.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
