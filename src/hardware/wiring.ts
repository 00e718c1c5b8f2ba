import type { BusConfig, Lock } from './settings.ts';

function repeated<T>(items: readonly T[], nameOf: (item: T) => string): string[] {
  const names = items.map(nameOf);
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

function placeProblem(lock: Lock, buses: readonly BusConfig[]): string[] {
  const boards = buses.flatMap((bus) => bus.boards);
  const board = boards.find(({ id }) => id === lock.board);
  if (board === undefined) {
    const known = boards.map(({ id }) => id).join(', ') || 'none';
    return [`compartment ${lock.compartment}: there is no board "${lock.board}"; boards are ${known}`];
  }
  if (Number.isInteger(lock.channel) && lock.channel >= 1 && lock.channel <= board.channels) return [];
  return [
    `compartment ${lock.compartment}: board ${board.id} has channels 1 to ${board.channels}, there is no channel ${lock.channel}`,
  ];
}

const deviceOf = ({ transport }: BusConfig): string =>
  transport.kind === 'serial' ? transport.path : `${transport.host}:${transport.port}`;

/** Everything that cannot be true of these locks on these buses, one sentence each; empty when all is well. */
export function checkWiring(buses: readonly BusConfig[], locks: readonly Lock[]): string[] {
  const boards = buses.flatMap((bus) => bus.boards);
  return [
    ...repeated(buses, ({ id }) => id).map((id) => `two buses have the id "${id}"`),
    ...repeated(buses, deviceOf).map((device) => `two buses use ${device}: one line has one owner`),
    ...repeated(boards, ({ id }) => id).map((id) => `two boards have the id "${id}"`),
    ...repeated(locks, ({ compartment }) => String(compartment)).map((n) => `compartment ${n} has two locks`),
    ...locks.flatMap((lock) => placeProblem(lock, buses)),
    ...repeated(locks, ({ board, channel }) => `channel ${channel} of board ${board}`).map((place) => {
      const sharing = locks.filter(({ board, channel }) => `channel ${channel} of board ${board}` === place);
      return `${place} has the locks of compartments ${sharing.map((lock) => lock.compartment).join(' and ')}`;
    }),
  ];
}

/** What may go wrong later with these ports though nothing is wrong now, one sentence each. */
export function adviseOnPorts(buses: readonly BusConfig[]): string[] {
  return buses.flatMap(({ id, transport }) => {
    if (transport.kind !== 'serial' || !/^\/dev\/tty(USB|ACM)\d+$/.test(transport.path)) return [];
    return [
      `bus ${id}: ${transport.path} may be another adapter after the next boot; use its name under /dev/serial/by-id/, or by-path for a CH340`,
    ];
  });
}
