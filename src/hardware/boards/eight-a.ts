/** The commonest Chinese lock board, 8A/80 (03, `eight-a`): settings, requests, and what frames mean. */
import * as z from 'zod';
import type { DoorState } from '../../core/opening.ts';
import {
  type BoardDriver,
  type BoardProblem,
  type BoardSketch,
  type Decoded,
  defineDialect,
  type Frame,
  type LineDriver,
  type News,
} from './board.ts';
import { type Awaited, type Cut, type EightAFrame, EightAFramer } from './eight-a-framer.ts';
import { MAX_STATUS_BYTES, readAllFrame, readOneFrame, unlockFrame } from './eight-a-frames.ts';

const DEFAULT_ADDRESS = 1;
/** The board's own pulse, milliseconds. */
const OWN_PULSE_MS = 300;

const settings = z
  .strictObject({
    id: z.string().min(1).max(40),
    dialect: z.literal('eight-a'),
    address: z.int().min(1).max(32).default(DEFAULT_ADDRESS).describe('set by switches on the board'),
    channels: z.int().min(2).max(50).describe('locks the board has'),
    statusBytes: z
      .union([z.int().min(1).max(MAX_STATUS_BYTES), z.literal('learn')])
      .default('learn')
      .describe('bytes of door bits in a read-all reply; learn: take it from the first reply'),
    statusOrder: z
      .enum(['last-byte-first', 'first-byte-first'])
      .default('last-byte-first')
      .describe('where locks 1–8 are in a read-all reply'),
    polarity: z
      .enum(['one-is-open', 'one-is-closed'])
      .default('one-is-open')
      .describe("what status 11 says of the door; depends on the lock's switch"),
    bulkInvert: z.boolean().default(false).describe('read-all bits say the opposite of the single status'),
    pulseMs: z
      .literal(1000)
      .optional()
      .describe("1000: ask for a pulse of one second; absent: the board's own, 300 ms"),
    replyMs: z.int().min(20).max(2000).default(200).describe('the board answers a read within'),
    unlockReplyMs: z
      .int()
      .min(20)
      .max(3000)
      .default(500)
      .describe('the board answers an unlock within; some answer after the pulse, some never (then 20)'),
  })
  .refine((board) => board.statusBytes === 'learn' || board.statusBytes * 8 >= board.channels, {
    error: 'statusBytes is too small for that many channels: 8 channels a byte',
    path: ['statusBytes'],
    // Also when something else is wrong with the board: all of it is told at once.
    when: ({ value }) => z.looseObject({ statusBytes: z.int(), channels: z.int() }).safeParse(value).success,
  });
type EightASettings = z.output<typeof settings>;

const keyOf = (kind: Awaited['kind'] | 'unlock', address: number, lock = 0): string => `${kind}:${address}:${lock}`;

function awaitedOf(key: string | null): Awaited | undefined {
  const [kind, address] = key?.split(':') ?? [];
  return kind === 'one' || kind === 'bulk' ? { kind, address: Number(address) } : undefined;
}

class EightALine implements LineDriver {
  readonly boards: readonly BoardDriver[];
  readonly #byAddress: ReadonlyMap<number, EightASettings>;
  readonly #framer: EightAFramer;

  constructor(boards: readonly EightASettings[]) {
    this.boards = boards.map(boardDriver);
    this.#byAddress = new Map(boards.map((board) => [board.address, board]));
    this.#framer = new EightAFramer(boards);
  }

  /** `80 BB 01 33` cannot be its own reply (which has ST 00 or 11); a read-all of a one-byte board can. */
  greetings() {
    return [...this.#byAddress.values()].slice(0, 1).map(({ address, replyMs }) => ({
      bytes: readOneFrame(address, 1),
      key: keyOf('one', address, 1),
      replyMs,
    }));
  }

  push(chunk: Uint8Array, awaited: string | null): Decoded {
    return this.#decoded(this.#framer.push(chunk, awaitedOf(awaited)));
  }

  quiet(awaited: string | null): Decoded {
    return this.#decoded(this.#framer.quiet(awaitedOf(awaited)));
  }

  reset(): number {
    return this.#framer.reset();
  }

  #decoded({ frames, discardedBytes }: Cut): Decoded {
    return {
      frames: frames.flatMap(({ frame, length }) => {
        const board = this.#byAddress.get(frame.address);
        return board === undefined ? [] : [{ ...meaningOf(frame, board), length }];
      }),
      discardedBytes,
    };
  }
}

function boardDriver({ id, address, channels, pulseMs, replyMs, unlockReplyMs }: EightASettings): BoardDriver {
  const seconds = pulseMs === undefined ? undefined : pulseMs / 1000;
  return {
    id,
    pulseMs: pulseMs ?? OWN_PULSE_MS,
    poll: () => ({ bytes: readAllFrame(address), key: keyOf('bulk', address), replyMs }),
    unlock(channel) {
      if (channel > channels) throw new RangeError(`board ${id} has channels 1 to ${channels}, not ${channel}`);
      const bytes = unlockFrame(address, channel, seconds);
      return { bytes, key: keyOf('unlock', address, channel), replyMs: unlockReplyMs };
    },
  };
}

function meaningOf(frame: EightAFrame, settings: EightASettings): Omit<Frame, 'length'> {
  const { id: board, address } = settings;
  switch (frame.kind) {
    case 'bulk':
      return { answers: keyOf('bulk', address), news: { kind: 'doors', board, doors: doorsOf(frame.bits, settings) } };
    case 'push': {
      const news: News = { kind: 'door', board, channel: frame.lock, door: doorOf(frame.isOne, settings) };
      return { answers: null, news };
    }
    // Some boards answer an unlock with the old status, some with the new one, and an undetected echo looks like
    // either: that it answered is all there is in it.
    case 'unlock':
      return { answers: keyOf('unlock', address, frame.lock), news: { kind: 'unlock', board, answer: 'accepted' } };
    case 'one':
      return { answers: keyOf('one', address, frame.lock), news: { kind: 'alive', board } };
  }
}

const doorOf = (isOne: boolean, { polarity }: EightASettings): DoorState =>
  isOne === (polarity === 'one-is-open') ? 'open' : 'closed';

function doorsOf(bits: readonly number[], settings: EightASettings): DoorState[] {
  const bytes = settings.statusOrder === 'last-byte-first' ? bits.toReversed() : bits;
  const count = Math.min(settings.channels, bytes.length * 8);
  return Array.from({ length: count }, (_, lock) => {
    const isOne = (((bytes[lock >> 3] ?? 0) >> (lock & 7)) & 1) === 1;
    return doorOf(isOne !== settings.bulkInvert, settings);
  });
}

/** Two boards with one address answer at once: neither can be read. */
function check(boards: readonly BoardSketch[]): BoardProblem[] {
  const addresses = boards.map(({ address }) => (address === undefined ? DEFAULT_ADDRESS : address));
  return addresses.flatMap((address, at) => {
    const other = addresses.indexOf(address);
    if (typeof address !== 'number' || other === at) return [];
    const owner = boards[other]?.id ?? `number ${other + 1}`;
    return [{ at, key: 'address', message: `board ${owner} of this line has the address ${address} too` }];
  });
}

export const eightA = defineDialect({
  name: 'eight-a',
  settings,
  baud: 9600,
  check,
  make: (boards) => new EightALine(boards),
});
