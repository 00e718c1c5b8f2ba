import type { Command } from 'commander';
import { registerInit } from './fleet/init.ts';
import { registerLocker } from './fleet/locker.ts';
import { registerOpen } from './fleet/open.ts';
import { registerOrder } from './fleet/order.ts';
import { registerStaff } from './fleet/staff.ts';
import { registerWatch } from './fleet/watch.ts';

/** `larder fleet …`: the hub's end, against any broker. */
export function registerFleet(program: Command): void {
  const fleet = program
    .command('fleet')
    .description("the hub's end: serve lockers over MQTT, place orders, issue staff, open doors")
    .addHelpText(
      'after',
      `
The first time:
  larder fleet init                          makes the keys; put the root key into the cabinet file
  larder fleet locker add gate-1             makes its code key; copy it to the cabinet
  larder fleet serve                         leave it running
  larder fleet order gate-1 --zone chilled --item '青菜 | Pak choi'
  larder fleet watch gate-1

LARDER_FLEET_DIR, LARDER_BROKER and LARDER_PROTOCOL stand in for --dir, --broker and --protocol.`,
    );
  registerInit(fleet);
  registerLocker(fleet);
  registerOrder(fleet);
  registerStaff(fleet);
  registerOpen(fleet);
  registerWatch(fleet);
}
