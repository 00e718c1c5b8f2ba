import { existsSync } from 'node:fs';

/** Programs that do nothing, by the code that they end with. */
const ENDS_WITH = { ok: '/bin/true', failed: '/bin/false' } as const;

/**
 * Ends this process at once, with 0, or with 1 where a failure was noted. process.exit() waits for threads of the runtime, for ever when one hangs in a
 * driver's open() or close() (measured, Node 24.21: docs/decisions/0009); a process that becomes another program does not.
 */
export function endAtOnce(): void {
  const nothing = (process.exitCode ?? 0) === 0 ? ENDS_WITH.ok : ENDS_WITH.failed;
  if (process.execve && existsSync(nothing)) process.execve(nothing, [nothing], {});
  process.kill(process.pid, 'SIGKILL');
}
