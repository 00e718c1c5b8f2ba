import type { Command } from 'commander';
import { problemText, readConfig } from '../config/read-config.ts';
import { failWith } from './exit.ts';

/** `larder config check FILE` */
export function registerConfig(program: Command): void {
  const config = program.command('config').description('work with cabinet files');
  config
    .command('check')
    .description('say everything that is wrong with a cabinet file, each with its line')
    .argument('<file>', 'the cabinet file (YAML); examples are in device-config/')
    .action((file: string) => check(file));
}

function check(file: string): void {
  const read = readConfig(file);
  if (!read.ok) {
    const count = read.failure.length;
    const lines = read.failure.map((problem) => problemText(file, problem));
    return failWith(`${lines.join('\n')}\n${count} problem${count === 1 ? '' : 's'}. Nothing was changed.`);
  }
  const { config, warnings } = read.value;
  for (const warning of warnings) process.stdout.write(`warning: ${problemText(file, warning)}\n`);
  const { locker, cabinet, buses } = config;
  const boards = buses.flatMap((bus) => bus.boards);
  const dialects = [...new Set(boards.map((board) => board.dialect))].join(', ');
  process.stdout.write(
    `${file}: good. Locker ${locker.id}, ${cabinet.doors.length} doors on ${boards.length} board${boards.length === 1 ? '' : 's'} (${dialects}).\n`,
  );
}
