import { spawn } from 'node:child_process';
import { until } from '../../src/commands/demo/steps.ts';

const STRACE = 'strace';

/**
 * From now on these calls of a running process on that file go wrong, in the words of `strace -e inject=`
 * (`pwrite64:error=ENOSPC`, `fdatasync:delay_enter=60s`), until `end`.
 */
export async function injectFault(pid: number, file: string, fault: string) {
  const calls = fault.slice(0, fault.indexOf(':'));
  const words = ['-f', '-p', String(pid), '-P', file, '-e', `trace=${calls}`, '-e', `inject=${fault}`];
  const strace = spawn(STRACE, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  strace.stderr.on('data', (chunk) => {
    said += chunk;
  });
  await until(() => said.includes('attached'), 'strace to be attached (apt install strace)');
  return {
    /** What strace has seen of these calls. */
    seen: (): string => said,
    end: (): void => void strace.kill('SIGKILL'),
  };
}
