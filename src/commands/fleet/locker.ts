import { join } from 'node:path';
import type { Command } from 'commander';
import { LOCKER_ID } from '../../contract/topics.ts';
import { summaryLine } from '../../fleet/notice-line.ts';
import { failWith } from '../exit.ts';
import { readOrMakeCodeKey } from './code-key-file.ts';
import { addHubOptions, complain, type HubFlags, publish, say, withHub } from './hub-options.ts';

interface AddFlags extends HubFlags {
  readonly codeKeyFile?: string;
  readonly fingerprint?: string;
}

/** `larder fleet locker …` and `larder fleet publish` */
export function registerLocker(fleet: Command): void {
  const locker = fleet.command('locker').description('the lockers that this hub serves');
  addHubOptions(locker.command('add'))
    .description('let the hub serve one more locker')
    .argument('<id>', 'as in the cabinet file: letters, digits, "-" and "_"')
    .option('--code-key-file <file>', "the locker's code key; made there if missing (default: DIR/code-keys/ID.key)")
    .option('--fingerprint <text>', 'believe only this device key (see "larder status"); else the first it shows')
    .addHelpText('after', '\nExample:\n  larder fleet locker add gate-1 --code-key-file ./gate-1.key')
    .action((id: string, flags: AddFlags) => add(id, flags));
  addHubOptions(locker.command('pin'))
    .description('believe another device key, after a cabinet’s computer was replaced')
    .argument('<id>', 'the locker')
    .option('--fingerprint <text>', 'of the new device key (see "larder status"); else the next one it shows')
    .action((id: string, flags: HubFlags & { readonly fingerprint?: string }) =>
      withHub(flags, 'mute', (hub) => {
        const pinned = hub.pinDevice(id, flags.fingerprint ?? null);
        if (!pinned.ok) return complain(pinned.failure);
        say(flags.fingerprint ? `${id} must show that key from now on.` : `${id} may show a new key once.`);
      }),
    );
  addHubOptions(locker.command('list'))
    .description('what the hub knows of each locker, one line each')
    .option('--json', 'everything, for programs')
    .action((flags: HubFlags & { readonly json?: boolean }) => list(flags));
  addHubOptions(fleet.command('publish'))
    .description('send keys, orders and staff again')
    .argument('[id]', 'one locker; all of them without it')
    .action((id: string | undefined, flags: HubFlags) =>
      withHub(flags, 'mute', async (hub) => {
        for (const each of id === undefined ? hub.lockers() : [id]) await publish(hub, flags, each);
      }),
    );
}

async function add(id: string, flags: AddFlags): Promise<void> {
  if (!LOCKER_ID.test(id)) return failWith(`"${id}" is no locker id: 1 to 64 letters, digits, "-" or "_".`);
  const file = flags.codeKeyFile ?? join(flags.dir, 'code-keys', `${id}.key`);
  await withHub(flags, 'mute', (hub) => {
    const { key, made } = readOrMakeCodeKey(file);
    const added = hub.addLocker(id, key);
    if (!added.ok) return complain(added.failure);
    const pinned = flags.fingerprint === undefined ? undefined : hub.pinDevice(id, flags.fingerprint);
    if (pinned && !pinned.ok) complain(pinned.failure);
    say(`${id} added. ${made ? 'Its code key was made' : 'Its code key was read'}: ${file}`);
    say('Copy that file to the cabinet, where its cabinet file names it as trust.codeKeyFile; it is secret.');
    if (!pinned?.ok) say('Its device key is not known: the first one that it shows is believed from then on.');
  });
}

function list(flags: HubFlags & { readonly json?: boolean }): Promise<void> {
  return withHub(flags, 'mute', (hub) => {
    const lockers = hub.lockers().flatMap((id) => hub.summary(id) ?? []);
    if (flags.json) return say(JSON.stringify(lockers, null, 2));
    if (lockers.length === 0) say('No lockers yet: larder fleet locker add ID');
    for (const locker of lockers) say(summaryLine(locker));
  });
}
