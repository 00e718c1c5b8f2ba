import type { Command } from 'commander';
import { SystemClock } from '../../platform/clock.ts';
import { failWith } from '../exit.ts';
import { addDirOption, complain, type DirOption, say } from './hub-options.ts';

/** `larder fleet init` */
export function registerInit(fleet: Command): void {
  addDirOption(fleet.command('init'))
    .description("make the hub's keys, and show the root key for the cabinet files; safe to repeat")
    .option('--renew', 'make a new working key in place of the old one')
    .addHelpText(
      'after',
      `
The root key signs only which working key is good. Keep a copy of keys/root.jwk.json in a safe place; it may then be
taken off this machine, and is needed again only for --renew.

Example:
  larder fleet init --dir /srv/larder-hub`,
    )
    .action((options: DirOption & { readonly renew?: boolean }) => init(options));
}

async function init({ dir, renew = false }: DirOption & { readonly renew?: boolean }): Promise<void> {
  try {
    const { makeHubKeys } = await import('../../fleet/hub-keys.ts');
    const keys = await makeHubKeys(dir, new SystemClock(), { renew });
    if (!keys.ok) return complain(keys.failure);
    const { root, made, manifestVersion } = keys.value;
    say(`${made ? 'Keys made' : 'The keys were there already'} in ${dir}/keys (key manifest ${manifestVersion}).`);
    say('This goes into every cabinet file:\n');
    say(`trust:\n  rootKey: { kty: ${root.kty}, crv: ${root.crv}, x: ${root.x} }`);
    if (renew) say('\nNow send it: larder fleet publish');
  } catch (error) {
    failWith(error instanceof Error ? error.message : String(error));
  }
}
