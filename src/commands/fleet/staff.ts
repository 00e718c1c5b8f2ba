import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Role } from '../../core/staff.ts';
import { addHubOptions, complain, type HubFlags, publish, say, withHub } from './hub-options.ts';
import { grouped } from './order-text.ts';

interface StaffFlags extends HubFlags {
  readonly number: string;
  readonly name?: string;
  readonly role?: Role;
  readonly remove?: boolean;
}

function fourDigits(text: string): string {
  if (/^\d{4}$/.test(text)) return text;
  throw new InvalidArgumentError('must be 4 digits');
}

/** `larder fleet staff` */
export function registerStaff(fleet: Command): void {
  addHubOptions(fleet.command('staff'))
    .description('let somebody sign in at a locker, and show the secret: once, it is kept nowhere')
    .argument('<id>', 'the locker')
    .addOption(new Option('--number <digits>', '4 digits').argParser(fourDigits).makeOptionMandatory())
    .option('--name <name>', 'as it is shown on the screen')
    .addOption(new Option('--role <role>').choices(['stocker', 'leader', 'technician']))
    .option('--remove', 'this number signs in no more')
    .addHelpText(
      'after',
      `
Examples:
  larder fleet staff gate-1 --number 1001 --name '王芳' --role stocker
  larder fleet staff gate-1 --number 1001 --remove`,
    )
    .action((id: string, flags: StaffFlags, command: Command) => {
      const { name, role } = flags;
      if (flags.remove) return remove(id, flags);
      if (name === undefined || role === undefined) return command.error('error: --name and --role are needed');
      return add(id, flags, name, role);
    });
}

function add(locker: string, flags: StaffFlags, name: string, role: Role): Promise<void> {
  return withHub(flags, 'mute', async (hub) => {
    const added = hub.addStaff({ locker, number: flags.number, name, role });
    if (!added.ok) return complain(added.failure);
    say(`${role} ${name}`);
    say(`number  ${flags.number}`);
    say(`secret  ${grouped(added.value.secret)}`);
    await publish(hub, flags, locker);
  });
}

function remove(locker: string, flags: StaffFlags): Promise<void> {
  return withHub(flags, 'mute', async (hub) => {
    const removed = hub.removeStaff(locker, flags.number);
    if (!removed.ok) return complain(removed.failure);
    say(`${flags.number} signs in at ${locker} no more.`);
    await publish(hub, flags, locker);
  });
}
