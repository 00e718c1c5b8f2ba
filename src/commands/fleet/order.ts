import { type Command, Option } from 'commander';
import { SIZES, type Size, type Zone, zoneSchema } from '../../core/cabinet.ts';
import { SystemClock } from '../../platform/clock.ts';
import { addHubOptions, complain, type HubFlags, publish, say, withHub } from './hub-options.ts';
import { grouped, type ItemText, parseItem, parseWhen } from './order-text.ts';

interface OrderFlags extends HubFlags {
  readonly zone: Zone;
  readonly size: Size;
  readonly low?: boolean;
  readonly item: readonly ItemText[];
  readonly collectBy: string;
  readonly pickup?: string;
  readonly id?: string;
}

const wallMs = (): number => new SystemClock().read().wallMs;

/** `larder fleet order` and `larder fleet revoke` */
export function registerOrder(fleet: Command): void {
  addHubOptions(fleet.command('order'))
    .description('place an order at a locker, and show its pickup code: once, it is kept nowhere')
    .argument('<id>', 'the locker')
    .addOption(new Option('--zone <zone>').choices(zoneSchema.options).makeOptionMandatory())
    .addOption(new Option('--size <size>').choices(SIZES).default('M'))
    .option('--low', 'a low door, if one is free')
    .addOption(
      new Option('--item <text>', "'青菜 | Pak choi' or '青菜 | Pak choi | 2'; repeat it for more items")
        .argParser((text: string, earlier: readonly ItemText[] | undefined) => parseItem(text, earlier ?? []))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--collect-by <time>', 'when it expires: +6h, +90m, +2d or 2026-05-01T20:00+08:00')
        .argParser((text: string) => parseWhen(text, wallMs()))
        .default(undefined, '+24h'),
    )
    .option('--pickup <pickup>', 'join this pickup: the same code opens all its orders')
    .option('--order-id <order>', 'your own number for it; drawn without')
    .addHelpText(
      'after',
      `
Example:
  larder fleet order gate-1 --zone chilled --size M --item '青菜 | Pak choi' --item '豆腐 | Tofu | 2' --collect-by +6h`,
    )
    .action((id: string, flags: OrderFlags & { readonly orderId?: string }) => place(id, flags));
  addHubOptions(fleet.command('revoke'))
    .description('take an order back: its code opens nothing once the locker knows')
    .argument('<id>', 'the locker')
    .argument('<order>', 'the order')
    .action((id: string, order: string, flags: HubFlags) =>
      withHub(flags, 'mute', async (hub) => {
        const revoked = hub.revokeOrder(id, order);
        if (!revoked.ok) return complain(revoked.failure);
        say(`Order ${order} revoked.`);
        await publish(hub, flags, id);
      }),
    );
}

function place(locker: string, flags: OrderFlags & { readonly orderId?: string }): Promise<void> {
  const { zone, size, low = false, item: items, pickup, orderId } = flags;
  const collectBy = flags.collectBy ?? parseWhen('+24h', wallMs());
  return withHub(flags, 'mute', async (hub) => {
    const placed = hub.placeOrder({
      ...{ locker, zone, size, low, items, collectBy },
      ...(pickup === undefined ? {} : { pickupId: pickup }),
      ...(orderId === undefined ? {} : { id: orderId }),
    });
    if (!placed.ok) return complain(placed.failure);
    const { code, pickupId } = placed.value;
    say(`order        ${placed.value.orderId}`);
    say(`pickup       ${pickupId}`);
    say(`collect by   ${collectBy}`);
    say(`pickup code  ${code === null ? 'the one that this pickup has already' : grouped(code)}`);
    await publish(hub, flags, locker);
  });
}
