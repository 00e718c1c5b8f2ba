import type { Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';
import { askStatus } from '../control/control-client.ts';
import type { AnyStatus, LockerStatus, WaitingStatus } from '../control/status.ts';
import { clockText } from './clock-text.ts';
import { failWith } from './exit.ts';
import { diskLines } from './status/disk-words.ts';

interface StatusOptions {
  readonly state: string;
  readonly json?: boolean;
  readonly qr?: boolean;
}

/** `larder status` */
export function registerStatus(program: Command): void {
  program
    .command('status')
    .description('ask the running daemon how it is: doors, lines, cloud, journal, and its key')
    .requiredOption('--state <dir>', 'the state directory of the daemon', '/var/lib/larder')
    .option('--json', 'everything, for programs')
    .option('--qr', 'also show the fingerprint of the device key as a QR, to pin it at the hub')
    .action((options: StatusOptions) => show(options));
}

async function show({ state, json, qr }: StatusOptions): Promise<void> {
  const asked = await askStatus(state);
  if (!asked.ok) return failWith(asked.failure);
  const status = asked.value;
  process.stdout.write(json ? `${JSON.stringify(status, null, 2)}\n` : textOf(status));
  if ('waitingForDisk' in status) {
    if (qr) failWith('The device key is on the disk: its fingerprint is known when the disk is well.');
    return;
  }
  if (qr) process.stdout.write(`\n${renderUnicodeCompact(status.fingerprint, { border: 4 })}\n`);
}

const textOf = (status: AnyStatus): string => ('waitingForDisk' in status ? describeWaiting(status) : describe(status));

function describeWaiting({ lockerId, version, pid, page, waitingForDisk }: WaitingStatus): string {
  return table([
    [
      'locker',
      `${lockerId}, larder ${version}, process ${pid}, ${waitingForDisk.state === 'well' ? 'is starting' : 'WAITS FOR ITS DISK'}`,
    ],
    ...diskRows(waitingForDisk),
    ['screen', page],
  ]);
}

const diskRows = (disk: Parameters<typeof diskLines>[0]): string[][] =>
  diskLines(disk).map((line, at) => [at === 0 ? 'disk' : '', line]);

const table = (rows: readonly (readonly string[])[]): string =>
  `${rows.map(([name = '', text = '']) => `${name.padEnd(12)}${text}`).join('\n')}\n`;

function describe({ lockerId, version, pid, fingerprint, page, cloud, health }: LockerStatus): string {
  const { journal, compartments, buses, disk, clock } = health;
  const count = (what: string): number => compartments.filter((c) => c.occupancy === what).length;
  const doors = compartments.filter((c) => c.door !== 'closed').map((c) => `${c.number} ${c.door}`);
  const held = compartments.filter((c) => c.hold !== null).map((c) => `${c.number} (${c.hold})`);
  const rows = [
    ['locker', `${lockerId}, larder ${version}, process ${pid}, up ${duration(health.uptimeS)}`],
    [
      'cloud',
      `${cloud.url} ${cloud.connected ? 'connected' : `away (${health.connection.lastReason ?? 'not yet tried'})`}`,
    ],
    ['journal', `${journal.head} events, ${journal.depth} not yet acknowledged`],
    ...Object.entries(buses).map(([id, bus]) => [
      `bus ${id}`,
      `${bus.state}, heard ${bus.lastHeardMsAgo === null ? 'never' : `${Math.round(bus.lastHeardMsAgo)} ms ago`}, ` +
        `${bus.errors} errors, ${bus.timeouts} time-outs, ${bus.discardedBytes} bytes discarded`,
    ]),
    ['doors', doors.length === 0 ? 'all closed' : `not closed: ${doors.join(', ')}`],
    [
      'food',
      `${count('occupied')} stored, ${count('confirmed-empty')} empty, ${count('presumed-empty')} presumed empty, ${count('unconfirmed')} unconfirmed`,
    ],
    ...(held.length > 0 ? [['held', held.join(', ')]] : []),
    ['restarts', restartWords(health.restarts)],
    ['clock', clockText(clock)],
    ...diskRows(disk),
    ['commits', `p99 ${disk.commitP99Ms.toFixed(1)} ms`],
    ['screen', page],
    ['key', fingerprint],
  ];
  return table(rows);
}

function restartWords({
  starts,
  crashes,
  watchdogs,
  powerLosses,
  lastEnd,
}: LockerStatus['health']['restarts']): string {
  const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  const ends = `${times(crashes, 'crash').replace('crashs', 'crashes')}, ${times(watchdogs, 'end')} by the watchdog, ${times(powerLosses, 'power cut')}`;
  return `${times(starts, 'start')}: ${ends}; before this one: ${lastEnd.replace('-', ' ')}`;
}

function duration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}
