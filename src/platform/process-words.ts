import type { Log } from '../controller/ports.ts';

const STACK_LINES = 6;

/** What the runtime would write as plain text between the log's lines, as lines of the log: its warnings, and the end. */
export function tellOfProcess(log: Log): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => log.warn('runtime-warning', { name, message }));
  // Also a promise that nobody waited for. Nothing can be trusted after it: the service manager starts anew.
  process.once('uncaughtException', (error) => {
    const stack = (error.stack ?? '').split('\n').slice(1, 1 + STACK_LINES);
    log.error('crashed', { message: String(error.message ?? error), stack: stack.map((at) => at.trim()) });
    process.exit(1);
  });
}
