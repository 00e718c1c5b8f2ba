/**
 * What the settings of buses and locks cannot mean together. It looks at a file as it stands, mistakes and all, so that
 * every problem is told at once: what could not be read is not judged.
 */
import * as z from 'zod';
import { nearestWord } from '../core/nearest-word.ts';
import type { BoardSketch } from './boards/board.ts';
import { DIALECTS } from './boards/dialects.ts';

/** `path` begins with `buses` or `locks`, as they were given. */
export interface WiringProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const word = z.string().optional().catch(undefined);
const whole = z.int().optional().catch(undefined);
/** A list whose entries may each be anything; `blank` stands for those that cannot be read. */
const list = <T extends z.ZodType>(item: T, blank: z.output<T>) => z.array(item.catch(() => blank)).catch(() => []);

const boardSketch = z.object({ id: word, dialect: word, channels: whole, address: z.unknown().optional() });
const transportSketch = z.object({ kind: word, path: word, host: word, port: whole });
const busSketch = z.object({
  id: word,
  transport: transportSketch.optional().catch(undefined),
  boards: list(boardSketch, {}),
});
const busesSketch = list(busSketch, { boards: [] });
const locksSketch = list(z.object({ compartment: whole, board: word, channel: whole }), {});
type Bus = z.output<typeof busSketch>;
type Lock = z.output<typeof locksSketch>[number];

/** The places, and their first, where a name that is not undefined comes again. */
function repeated<T>(items: readonly T[], nameOf: (item: T) => string | undefined): { at: number; first: number }[] {
  const firsts = new Map<string, number>();
  return items.flatMap((item, at) => {
    const name = nameOf(item);
    if (name === undefined) return [];
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, at);
    return first === undefined ? [] : [{ at, first }];
  });
}

function deviceOf({ transport }: Bus): string | undefined {
  if (transport?.kind === 'serial') return transport.path;
  const { host, port } = transport ?? {};
  return host === undefined || port === undefined ? undefined : `${host}:${port}`;
}

function busProblems(buses: readonly Bus[]): WiringProblem[] {
  const boards = buses.flatMap((bus, at) =>
    bus.boards.map((board, of) => ({ board, path: ['buses', at, 'boards', of] })),
  );
  return [
    ...repeated(buses, ({ id }) => id).map(({ at }) => ({
      path: ['buses', at, 'id'],
      message: `another bus has the id "${buses[at]?.id}" already; give each its own`,
    })),
    ...repeated(buses, deviceOf).map(({ at, first }) => ({
      path: ['buses', at, 'transport', buses[at]?.transport?.kind === 'serial' ? 'path' : 'host'],
      message: `bus ${buses[first]?.id ?? first + 1} uses it already: one line has one owner; list all its boards there`,
    })),
    ...repeated(boards, ({ board }) => board.id).map(({ at }) => ({
      path: [...(boards[at]?.path ?? []), 'id'],
      message: `another board has the id "${boards[at]?.board.id}" already; give each its own`,
    })),
    ...buses.flatMap(lineProblems),
  ];
}

/** Boards of one line speak one dialect, and must be able to share it. */
function lineProblems({ boards }: Bus, bus: number): WiringProblem[] {
  const [first] = boards;
  const dialect = DIALECTS.get(first?.dialect ?? '');
  if (first === undefined || dialect === undefined) return [];
  const alike = boards.every((board) => board.dialect === first.dialect);
  const strangers = boards.flatMap((board, at) => {
    if (!DIALECTS.has(board.dialect ?? '') || board.dialect === first.dialect) return [];
    const message = `boards of one line must speak one dialect: ${first.id ?? 'the first'} is ${first.dialect}`;
    return [{ at, key: 'dialect', message }];
  });
  return [...strangers, ...(alike ? dialect.check(boards) : [])].map(({ at, key, message }) => ({
    path: ['buses', bus, 'boards', at, key],
    message,
  }));
}

function placeProblems(lock: Lock, at: number, boards: readonly BoardSketch[]): WiringProblem[] {
  const board = boards.find(({ id }) => id === lock.board);
  if (lock.board === undefined) return [];
  if (board === undefined) {
    const known = boards.flatMap(({ id }) => id ?? []);
    // A board without a readable id may be the one that is meant.
    if (known.length < boards.length || known.length === 0) return [];
    const nearest = nearestWord(lock.board, known);
    const hint = nearest === undefined ? '' : `did you mean "${nearest}"? `;
    const message = `there is no board "${lock.board.slice(0, 40)}"; ${hint}boards are ${few(known)}`;
    return [{ path: ['locks', at, 'board'], message }];
  }
  const { channel } = lock;
  if (channel === undefined || board.channels === undefined || channel < 1 || channel <= board.channels) return [];
  const message = `board ${board.id} has channels 1 to ${board.channels}, there is no channel ${channel}`;
  return [{ path: ['locks', at, 'channel'], message }];
}

const few = (items: readonly (string | number)[]): string =>
  `${items.slice(0, 12).join(', ')}${items.length > 12 ? ' …' : ''}`;

/** Channels of a board that no lock uses, for who gave one away twice. */
function freeChannels(lock: Lock, locks: readonly Lock[], boards: readonly BoardSketch[]): string {
  const board = boards.find(({ id }) => id === lock.board);
  const used = new Set(locks.filter((other) => other.board === lock.board).map(({ channel }) => channel));
  const all = Array.from({ length: Math.min(board?.channels ?? 0, 200) }, (_, at) => at + 1);
  const free = all.filter((channel) => !used.has(channel));
  return free.length === 0 ? '' : `; no door uses ${few(free)}`;
}

function lockProblems(locks: readonly Lock[], boards: readonly BoardSketch[]): WiringProblem[] {
  const output = ({ board, channel }: Lock): string | undefined =>
    board === undefined || channel === undefined ? undefined : `${channel} of board ${board}`;
  return [
    ...repeated(locks, ({ compartment }) => compartment?.toString()).map(({ at }) => ({
      path: ['locks', at, 'compartment'],
      message: `another door has the number ${locks[at]?.compartment} already; a compartment has one door`,
    })),
    ...locks.flatMap((lock, at) => placeProblems(lock, at, boards)),
    ...repeated(locks, output).flatMap(({ at, first }) => {
      const lock = locks[at];
      if (lock === undefined) return [];
      const owner = locks[first]?.compartment ?? 'another door';
      const message = `channel ${output(lock)} is the lock of compartment ${owner} already${freeChannels(lock, locks, boards)}`;
      return [{ path: ['locks', at, 'channel'], message }];
    }),
  ];
}

/** Everything that cannot be true of these locks on these buses; empty when all is well. Takes whatever a file holds. */
export function checkWiring(buses: unknown, locks: unknown): WiringProblem[] {
  const known = busesSketch.parse(buses);
  const boards = known.flatMap((bus) => bus.boards);
  return [...busProblems(known), ...lockProblems(locksSketch.parse(locks), boards)];
}

/** What may go wrong later with these ports though nothing is wrong now. */
export function adviseOnPorts(buses: unknown): WiringProblem[] {
  return busesSketch.parse(buses).flatMap(({ transport }, at) => {
    if (transport?.kind !== 'serial' || !/^\/dev\/tty(USB|ACM)\d+$/.test(transport.path ?? '')) return [];
    const message = `${transport.path} may be another adapter after the next boot; use its name under /dev/serial/by-id/, or by-path for a CH340`;
    return [{ path: ['buses', at, 'transport', 'path'], message }];
  });
}
