import { describe, expect, it } from 'vitest';
import { busSchema } from '../../src/hardware/settings.ts';
import { adviseOnPorts, checkWiring, type WiringProblem } from '../../src/hardware/wiring.ts';
import { busOf, locksOf } from './cabinet.ts';

const eightA = { id: 'a', dialect: 'eight-a', channels: 12 };

function complaints(more: Record<string, unknown>): string[] {
  const bus = { id: 'left', transport: { kind: 'serial', path: '/dev/ttyS0' }, boards: [eightA], ...more };
  const parsed = busSchema.safeParse(bus);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('busSchema', () => {
  it('fills in the defaults', () => {
    expect(busOf([eightA])).toEqual({
      id: 'left',
      transport: { kind: 'serial', path: '/dev/null', dataBits: 8, parity: 'none', stopBits: 1 },
      echo: 'detect',
      silentPolls: 5,
      boards: [
        {
          ...eightA,
          address: 1,
          statusBytes: 'learn',
          statusOrder: 'last-byte-first',
          polarity: 'one-is-open',
          bulkInvert: false,
          replyMs: 200,
          unlockReplyMs: 500,
        },
      ],
    });
  });

  it.each([
    [{ boards: [{ ...eightA, channels: 24, statusBytes: 2 }] }, 'boards.0.statusBytes: statusBytes is too small'],
    [{ boards: [{ ...eightA, address: 33 }] }, 'boards.0.address'],
    [{ boards: [{ ...eightA, pulseMs: 2000 }] }, 'boards.0.pulseMs'],
    [{ boards: [{ ...eightA, colour: 'red' }] }, 'boards.0: Unrecognized key: "colour"'],
    [{ boards: [] }, 'boards'],
    [{ transport: { kind: 'serial', path: 'ttyUSB0' } }, 'transport.path: must be an absolute path'],
    [{ transport: { kind: 'tcp', host: 'x', port: 70_000 } }, 'transport.port'],
    [{ echo: 'maybe' }, 'echo'],
  ])('tells what is wrong with %j', (more, words) => {
    expect(complaints(more).join('\n')).toContain(words);
  });

  it('takes a TCP line', () => {
    expect(complaints({ transport: { kind: 'tcp', host: '192.168.1.7', port: 4001, baud: 9600 } })).toEqual([]);
  });
});

const said = (problems: readonly WiringProblem[]): string[] =>
  problems.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('checkWiring', () => {
  const bus = busOf([eightA]);

  it('has nothing to say of a sound cabinet', () => {
    expect(checkWiring([bus], locksOf('a', 12))).toEqual([]);
  });

  it('tells of every lock that cannot be', () => {
    const locks = [
      { compartment: 1, board: 'z', channel: 1 },
      { compartment: 2, board: 'a', channel: 13 },
      { compartment: 3, board: 'a', channel: 4 },
      { compartment: 5, board: 'a', channel: 4 },
      { compartment: 6, board: 'a', channel: 6 },
      { compartment: 6, board: 'a', channel: 7 },
    ];
    expect(said(checkWiring([bus], locks))).toEqual([
      'locks.5.compartment: another door has the number 6 already; a compartment has one door',
      'locks.0.board: there is no board "z"; boards are a',
      'locks.1.channel: board a has channels 1 to 12, there is no channel 13',
      'locks.3.channel: channel 4 of board a is the lock of compartment 3 already; no door uses 1, 2, 3, 5, 8, 9, 10, 11, 12',
    ]);
  });

  it('suggests the board that was meant', () => {
    const buses = [busOf([{ ...eightA, id: 'main' }])];
    expect(said(checkWiring(buses, [{ compartment: 1, board: 'mian', channel: 1 }]))).toEqual([
      'locks.0.board: there is no board "mian"; did you mean "main"? boards are main',
    ]);
  });

  it('tells of buses and boards that are there twice', () => {
    expect(said(checkWiring([bus, bus], []))).toEqual([
      'buses.1.id: another bus has the id "left" already; give each its own',
      'buses.1.transport.path: bus left uses it already: one line has one owner; list all its boards there',
      'buses.1.boards.0.id: another board has the id "a" already; give each its own',
    ]);
  });

  it.each([
    [[eightA, { ...eightA, id: 'b' }], 'buses.0.boards.1.address: board a of this line has the address 1 too'],
    [
      [eightA, { id: 'b', dialect: 'larder-line' }],
      'boards.1.dialect: boards of one line must speak one dialect: a is',
    ],
    [['b', 'c'].map((id) => ({ id, dialect: 'larder-line' })), 'boards.1.dialect: larder-line is point to point'],
  ])('tells which of the boards of one line does not belong there: %j', (boards, words) => {
    expect(said(checkWiring([{ ...bus, boards }], []))).toEqual([expect.stringContaining(words)]);
  });

  it('judges what can be read of a file with mistakes, and nothing else', () => {
    const buses = [null, 7, { id: 5, boards: [{ id: 'a', channels: 2 }, 'x', { channels: 'many' }] }];
    const locks = ['x', null, { board: 'a', channel: 3 }, { board: 'a' }, { channel: 9 }, { compartment: {} }];
    expect(said(checkWiring(buses, locks))).toEqual([
      'locks.2.channel: board a has channels 1 to 2, there is no channel 3',
    ]);
    for (const nothing of [undefined, null, 'text', 7, {}, [[]]]) {
      expect(checkWiring(nothing, nothing)).toEqual([]);
      expect(adviseOnPorts(nothing)).toEqual([]);
    }
  });

  it('does not say that a board is missing while one of them has no name yet', () => {
    const buses = [{ boards: [{ di: 'main' }, { id: 'side' }] }];
    expect(checkWiring(buses, [{ compartment: 1, board: 'main', channel: 1 }])).toEqual([]);
  });
});

it('adviseOnPorts warns of names that change at a boot', () => {
  const onPort = (path: string) => busOf([eightA], { transport: { kind: 'serial', path } });
  expect(said(adviseOnPorts([onPort('/dev/ttyUSB0')]))[0]).toMatch(
    /^buses\.0\.transport\.path: .*\/dev\/serial\/by-id\//,
  );
  expect(adviseOnPorts([onPort('/dev/serial/by-id/usb-FTDI-if00'), onPort('/dev/ttyS1')])).toEqual([]);
});
