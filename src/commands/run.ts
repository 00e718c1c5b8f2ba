import { type Command, Option } from 'commander';
import { SystemScheduler } from '../platform/scheduler.ts';
import type { RunOptions } from './run/daemon.ts';
import { StopRequest } from './run/stop-request.ts';

/** `larder run`: the daemon of one cabinet. */
export function registerRun(program: Command): void {
  program
    .command('run')
    .description('run the daemon of one cabinet, until SIGTERM or Ctrl-C')
    .requiredOption('--config <file>', 'the cabinet file')
    .requiredOption('--state <dir>', 'where the database and the device key live; made if missing')
    .addOption(
      new Option('--log-level <level>', 'how much goes to the log')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .action(async (options: RunOptions) => {
      // Before the daemon is even loaded: a signal that came meanwhile would kill it where it stands.
      const stop = new StopRequest(new SystemScheduler());
      await (await import('./run/daemon.ts')).run(options, stop);
    });
}
