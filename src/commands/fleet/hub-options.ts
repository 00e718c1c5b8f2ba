import { type Command, InvalidArgumentError, Option } from 'commander';
import type { HubFailure } from '../../fleet/failure.ts';
import type { Hub, HubOptions } from '../../fleet/hub.ts';
import { SystemClock } from '../../platform/clock.ts';
import { SystemRandom } from '../../platform/random.ts';
import { SystemScheduler } from '../../platform/scheduler.ts';
import { failWith } from '../exit.ts';

export interface DirOption {
  readonly dir: string;
}

export interface HubFlags extends DirOption {
  readonly broker: string;
  readonly protocol: 4 | 5;
}

/** How long a command waits for the broker, milliseconds. */
const CONNECT_MS = 8_000;

function protocolOf(text: string): 4 | 5 {
  if (text === '4') return 4;
  if (text === '5') return 5;
  throw new InvalidArgumentError('must be 5, or 4 for MQTT 3.1.1');
}

export function addDirOption(command: Command): Command {
  return command.addOption(
    new Option('--dir <dir>', "the hub's folder: hub.db and keys/").default('.larder/fleet').env('LARDER_FLEET_DIR'),
  );
}

/** `--broker`, `--protocol` and `--dir`, the same for every command that talks to lockers. */
export function addHubOptions(command: Command): Command {
  return addDirOption(command)
    .addOption(
      new Option('--broker <url>', 'mqtt://host:port or mqtts://host:port')
        .default('mqtt://127.0.0.1:1883')
        .env('LARDER_BROKER'),
    )
    .addOption(
      new Option('--protocol <version>', '5, or 4 for MQTT 3.1.1')
        .default(5)
        .argParser(protocolOf)
        .env('LARDER_PROTOCOL'),
    );
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

export const complain = ({ code, detail }: HubFailure): void => failWith(`${detail} (${code})`);

/** Loaded only when it is needed: the daemon starts by the same program. */
export async function newHub({ dir, broker, protocol }: HubFlags, role: HubOptions['role']): Promise<Hub> {
  const { Hub } = await import('../../fleet/hub.ts');
  return new Hub({
    directory: dir,
    url: broker,
    protocol,
    role,
    clock: new SystemClock(),
    scheduler: new SystemScheduler(),
    random: new SystemRandom(),
  });
}

/** Opens the hub, does `work`, closes it. `work` says what failed by `complain`. */
export async function withHub(
  flags: HubFlags,
  role: HubOptions['role'],
  work: (hub: Hub) => Promise<void> | void,
): Promise<void> {
  const hub = await newHub(flags, role);
  try {
    const started = await hub.start();
    if (!started.ok) return complain(started.failure);
    await work(hub);
  } catch (error) {
    failWith(error instanceof Error ? error.message : String(error));
  } finally {
    await hub.stop();
  }
}

/** True once connected; else says why not and what to try. */
export async function connected(hub: Hub, flags: HubFlags): Promise<boolean> {
  let reason = 'no answer';
  const unwatch = hub.watch((notice) => {
    if (notice.kind === 'link' && notice.reason) reason = notice.reason;
  });
  const up = await hub.whenConnected(CONNECT_MS);
  unwatch();
  if (up) return true;
  const hint =
    flags.protocol === 5 && !/ECONN|ENOTFOUND/.test(reason) ? ' A broker of MQTT 3.1.1 needs --protocol 4.' : '';
  failWith(`No connection to ${flags.broker} within ${CONNECT_MS / 1_000} s: ${reason}.${hint}`);
  return false;
}

/** Sends the locker's documents and says so; `undone` is what to add when they did not get out. */
export async function publish(hub: Hub, flags: HubFlags, lockerId: string): Promise<void> {
  if (!(await connected(hub, flags))) return notSent(lockerId);
  const published = await hub.publishDocuments(lockerId);
  if (!published.ok) {
    complain(published.failure);
    return notSent(lockerId);
  }
  const { keys, orders, staff } = published.value;
  say(`Sent to ${lockerId}, confirmed by the broker: keys ${keys}, orders ${orders}, staff ${staff}.`);
}

const notSent = (lockerId: string): void =>
  failWith(
    `It is kept here but not sent: a running "larder fleet serve" sends it, or "larder fleet publish ${lockerId}".`,
  );
