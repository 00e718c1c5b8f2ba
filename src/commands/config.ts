import type { Command } from 'commander';
import { type Problem, problemText } from '../config/problem.ts';
import { readConfig } from '../config/read-config.ts';
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

const counted = (problems: readonly Problem[], kind: Problem['kind']): string[] => {
  const { length } = problems.filter((problem) => problem.kind === kind);
  return length === 0 ? [] : [`${length} ${kind}${length === 1 ? '' : 's'}`];
};

function check(file: string): void {
  const read = readConfig(file);
  if (!read.ok) {
    const lines = read.failure.map((problem) => problemText(file, problem));
    const count = [...counted(read.failure, 'problem'), ...counted(read.failure, 'warning')].join(', ');
    return failWith(`${lines.join('\n')}\n${count}. Nothing was changed.`);
  }
  const { config, warnings } = read.value;
  for (const warning of warnings) process.stdout.write(`${problemText(file, warning)}\n`);
  const { locker, cabinet, buses } = config;
  const boards = buses.flatMap((bus) => bus.boards);
  const dialects = [...new Set(boards.map((board) => board.dialect))].join(', ');
  const also = warnings.length === 0 ? '' : ` ${counted(warnings, 'warning')}.`;
  process.stdout.write(
    `${file}: good. Locker ${locker.id}, ${cabinet.doors.length} doors on ${boards.length} board${boards.length === 1 ? '' : 's'} (${dialects}).${also}\n`,
  );
}
