/** Every command's help, as it is printed, in one page. */
import type { Command } from 'commander';

const WIDTH = 100;

function pages(command: Command, path: string): string[] {
  command.configureHelp({ ...command.configureHelp(), helpWidth: WIDTH });
  const help = command.helpInformation().trimEnd();
  const own = `## ${path}\n\n\`\`\`text\n${help}\n\`\`\`\n`;
  const below = command.commands.filter((c) => c.name() !== 'help').flatMap((c) => pages(c, `${path} ${c.name()}`));
  return [own, ...below];
}

export const cliReference = (program: Command): string =>
  [
    '# Command line\n',
    'Generated from the commands themselves by `npm run generate`.',
    'Every command exits with 0 when all is well, 1 when it failed, 2 when it was used wrongly.\n`larder run` exits with 78 when the cabinet file or a secret has to be put right: no restart would help.\n',
    ...pages(program, 'larder'),
  ].join('\n');
