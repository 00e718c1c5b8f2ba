import { describe, expect, it } from 'vitest';
import { nearestDialect } from '../../src/hardware/boards/dialects.ts';
import { busSchema } from '../../src/hardware/settings.ts';
import { adviseOnPorts, checkWiring } from '../../src/hardware/wiring.ts';
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
    [{ boards: [{ ...eightA, dialect: 'eigth-a' }] }, 'did you mean "eight-a"?'],
    [{ boards: [{ ...eightA, dialect: 'modem' }] }, 'Known: eight-a, larder-line'],
    [{ boards: [{ id: 'a', channels: 12 }] }, 'needs a dialect: one of eight-a, larder-line'],
    [{ boards: [eightA, { ...eightA, id: 'b' }] }, 'boards a and b have the same address 1'],
    [{ boards: [eightA, { id: 'b', dialect: 'larder-line', channels: 4 }] }, 'must speak one dialect'],
    [{ boards: ['b', 'c'].map((id) => ({ id, dialect: 'larder-line', channels: 4 })) }, 'point to point'],
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

it('nearestDialect finds a slip of the fingers, and nothing for a stranger', () => {
  expect(nearestDialect('Eight-A')).toBe('eight-a');
  expect(nearestDialect('larderline')).toBe('larder-line');
  expect(nearestDialect('winnsen')).toBeUndefined();
});

describe('checkWiring', () => {
  const bus = busOf([eightA]);

  it('has nothing to say of a sound cabinet', () => {
    expect(checkWiring([bus], locksOf('a', 12))).toEqual([]);
  });

  it('tells of every lock that cannot be', () => {
    const locks = [
      { compartment: 1, board: 'z', channel: 1, supply: 's' },
      { compartment: 2, board: 'a', channel: 13, supply: 's' },
      { compartment: 3, board: 'a', channel: 4, supply: 's' },
      { compartment: 5, board: 'a', channel: 4, supply: 's' },
      { compartment: 6, board: 'a', channel: 6, supply: 's' },
      { compartment: 6, board: 'a', channel: 0, supply: 's' },
    ];
    expect(checkWiring([bus], locks)).toEqual([
      'compartment 6 has two locks',
      'compartment 1: there is no board "z"; boards are a',
      'compartment 2: board a has channels 1 to 12, there is no channel 13',
      'compartment 6: board a has channels 1 to 12, there is no channel 0',
      'channel 4 of board a has the locks of compartments 3 and 5',
    ]);
  });

  it('tells of buses and boards that are there twice', () => {
    expect(checkWiring([bus, bus], [])).toEqual([
      'two buses have the id "left"',
      'two buses use /dev/null: one line has one owner',
      'two boards have the id "a"',
    ]);
  });
});

it('adviseOnPorts warns of names that change at a boot', () => {
  const onPort = (path: string) => busOf([eightA], { transport: { kind: 'serial', path } });
  expect(adviseOnPorts([onPort('/dev/ttyUSB0')])[0]).toContain('/dev/serial/by-id/');
  expect(adviseOnPorts([onPort('/dev/serial/by-id/usb-FTDI-if00'), onPort('/dev/ttyS1')])).toEqual([]);
});
