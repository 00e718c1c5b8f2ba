import { Command } from 'commander';
import { registerConfig } from './config.ts';
import { registerDemo } from './demo.ts';
import { EXIT } from './exit.ts';
import { registerFleet } from './fleet.ts';
import { registerRun } from './run.ts';
import { registerStatus } from './status.ts';
import { VERSION } from './version.ts';

/** The whole command line; also what the CLI reference is generated from. */
export function buildProgram(): Command {
  const program = new Command('larder')
    .description('The controller of a community-kitchen pickup locker.')
    .version(VERSION)
    .showHelpAfterError('(larder --help says more)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage))
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false });
  registerRun(program);
  registerStatus(program);
  registerConfig(program);
  registerFleet(program);
  registerDemo(program);
  return program;
}
