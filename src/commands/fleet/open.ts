import { type Command, InvalidArgumentError, Option } from 'commander';
import { eventLine } from '../../fleet/event-line.ts';
import { failWith } from '../exit.ts';
import { addHubOptions, complain, connected, type HubFlags, say, withHub } from './hub-options.ts';

interface OpenFlags extends HubFlags {
  readonly reason: string;
  readonly order?: string;
  readonly generation?: number;
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number');
}

/** `larder fleet open` */
export function registerOpen(fleet: Command): void {
  addHubOptions(fleet.command('open'))
    .description('open one door from here, and wait for what the locker says')
    .argument('<id>', 'the locker')
    .argument('<compartment>', 'the number on the door', wholeNumber)
    .requiredOption('--reason <text>', "why; it stays in the locker's journal")
    .addOption(new Option('--order <order>', 'hand out this order: it counts as collected').conflicts('inspect'))
    .option('--inspect', 'only look inside (what happens without --order)')
    .option('--generation <count>', "the compartment's generation, if the hub does not know it", wholeNumber)
    .addHelpText(
      'after',
      `
Needs a "larder fleet serve" on the same --dir that was running when the locker connected. A command lives 10 s.

Example:
  larder fleet open gate-1 7 --order O-41c2 --reason 'resident called, phone is dead'`,
    )
    .action((id: string, compartment: number, flags: OpenFlags) => open(id, compartment, flags));
}

function open(id: string, compartment: number, flags: OpenFlags): Promise<void> {
  const { reason, order, generation } = flags;
  return withHub(flags, 'listen', async (hub) => {
    if (!(await connected(hub, flags))) return;
    const result = await hub.open(id, compartment, {
      reason,
      purpose: order === undefined ? { kind: 'inspect' } : { kind: 'collect', orderId: order },
      ...(generation === undefined ? {} : { generation }),
    });
    if (!result.ok) return complain(result.failure);
    if (result.value.type === 'command.done') return say(eventLine(result.value));
    failWith(eventLine(result.value));
  });
}
