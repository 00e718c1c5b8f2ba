import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DoorState } from '../../src/core/opening.ts';
import type { Decoded, LineDriver, News } from '../../src/hardware/boards/board.ts';
import { eightA } from '../../src/hardware/boards/eight-a.ts';
import { readAllFrame, readOneFrame, unlockFrame, xorOf } from '../../src/hardware/boards/eight-a-frames.ts';
import { fixedRandom } from './cabinet.ts';
import { bytesOf, hex } from './memory-port.ts';

const lineOf = (settings: Record<string, unknown> = {}): LineDriver =>
  eightA.make([{ id: 'a', dialect: 'eight-a', channels: 24, statusBytes: 3, ...settings }], fixedRandom);

/** Everything a line made of a stream that came in chunks of these lengths and then went quiet. */
function decode(line: LineDriver, stream: Uint8Array, lengths: readonly number[], awaited: string | null) {
  const parts: Decoded[] = [];
  let at = 0;
  for (const length of [...lengths, stream.length]) {
    parts.push(line.push(stream.subarray(at, at + length), awaited));
    at += length;
  }
  for (let last = line.quiet(awaited); ; last = line.quiet(awaited)) {
    parts.push(last);
    if (last.frames.length === 0 && last.discardedBytes === 0) break;
  }
  const frames = parts.flatMap((part) => part.frames);
  const discarded = parts.reduce((sum, part) => sum + part.discardedBytes, 0);
  return { frames, news: frames.map(({ news }) => news), discarded };
}

const openIn = (news: News | undefined): number[] =>
  news?.kind === 'doors' ? news.doors.flatMap((door, at) => (door === 'open' ? [at + 1] : [])) : [];

describe('the frames of 03', () => {
  it('asks as the document says', () => {
    expect(hex(unlockFrame(1, 1))).toBe('8A 01 01 11 9B');
    expect(hex(readOneFrame(1, 1))).toBe('80 01 01 33 B3');
    expect(hex(readAllFrame(1))).toBe('80 01 00 33 B2');
    expect(hex(unlockFrame(1, 1, 1))).toBe('8A 01 01 11 01 9A');
  });

  it('takes an unlock reply for an acknowledgement, whatever its status says', () => {
    for (const reply of ['8A 01 01 00 8A', '8A 01 01 11 9B']) {
      const { frames } = decode(lineOf(), bytesOf(reply), [], 'unlock:1:1');
      const news = { kind: 'unlock', board: 'a', answer: 'accepted' };
      expect(frames).toEqual([{ answers: 'unlock:1:1', news, length: 5 }]);
    }
  });

  it('finds locks 1–8 in the last byte, or in the first if told so', () => {
    const reply = bytesOf('80 01 00 00 02 33 B0');
    expect(openIn(decode(lineOf(), reply, [], 'bulk:1:0').news[0])).toEqual([2]);
    const first = lineOf({ statusOrder: 'first-byte-first' });
    expect(openIn(decode(first, reply, [], 'bulk:1:0').news[0])).toEqual([18]);
  });

  it('learns that a board of 8 channels answers 7 bytes, and keeps to it', () => {
    const line = lineOf({ channels: 8, statusBytes: 'learn' });
    const reply = bytesOf('80 01 00 00 00 33 B2');
    expect(line.push(reply, 'bulk:1:0').frames).toEqual([]);
    expect(line.quiet('bulk:1:0').frames).toHaveLength(1);
    expect(line.push(reply, 'bulk:1:0').frames).toHaveLength(1);
  });

  it('does not learn from its own echo when that cannot tell of all channels', () => {
    const line = lineOf({ statusBytes: 'learn' });
    expect(decode(line, bytesOf('80 01 00 33 B2'), [], 'bulk:1:0')).toMatchObject({ frames: [], discarded: 5 });
  });

  it('reads a pushed change with either head', () => {
    for (const head of [0x82, 0x81]) {
      const push = Uint8Array.of(head, 1, 5, 0x11, head ^ 1 ^ 5 ^ 0x11);
      expect(decode(lineOf(), push, [], null).news).toEqual([{ kind: 'door', board: 'a', channel: 5, door: 'open' }]);
    }
  });

  it('skips the garbage that some boards send first, and counts it', () => {
    const { news, discarded } = decode(lineOf(), bytesOf('FA FD 99 99 80 01 00 00 02 33 B0'), [], 'bulk:1:0');
    expect([openIn(news[0]), discarded]).toEqual([[2], 4]);
  });

  it('cannot build unlock-all, and has no words for a multi unlock', () => {
    expect(() => unlockFrame(1, 0)).toThrow(RangeError);
    expect(() => unlockFrame(0, 1)).toThrow(RangeError);
    expect(() => unlockFrame(1, 51)).toThrow(RangeError);
    expect(() => lineOf().boards[0]?.unlock(25)).toThrow('channels 1 to 24');
    expect(() => lineOf().boards[0]?.unlock(0)).toThrow(RangeError);
  });
});

const statusBytes = fc.integer({ min: 1, max: 7 });
const chunks = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 40 });
const noise = fc.uint8Array({ maxLength: 40 });

function bulkReply(bits: readonly number[]): Uint8Array {
  const body = [0x80, 1, ...bits, 0x33];
  return Uint8Array.of(...body, xorOf(body));
}

const boardOf = (bytes: number, more: Record<string, unknown> = {}): LineDriver =>
  lineOf({ channels: Math.min(50, bytes * 8), statusBytes: bytes, ...more });

describe('the codec, whatever the line does', () => {
  it('round trip: says of each door what the bits say, under every setting', () => {
    fc.assert(
      fc.property(
        statusBytes.chain((count) =>
          fc.array(fc.integer({ min: 0, max: 255 }), { minLength: count, maxLength: count }),
        ),
        fc.constantFrom('last-byte-first', 'first-byte-first'),
        fc.constantFrom('one-is-open', 'one-is-closed'),
        fc.boolean(),
        chunks,
        (bits, statusOrder, polarity, bulkInvert, lengths) => {
          const line = boardOf(bits.length, { statusOrder, polarity, bulkInvert });
          const { news, discarded } = decode(line, bulkReply(bits), lengths, 'bulk:1:0');
          const ordered = statusOrder === 'last-byte-first' ? [...bits].reverse() : bits;
          const expected = ordered.flatMap((byte) =>
            Array.from({ length: 8 }, (_, bit): DoorState => {
              const isOne = ((byte & (1 << bit)) !== 0) !== bulkInvert;
              return isOne === (polarity === 'one-is-open') ? 'open' : 'closed';
            }),
          );
          expect(news).toEqual([{ kind: 'doors', board: 'a', doors: expected.slice(0, 50) }]);
          expect(discarded).toBe(0);
        },
      ),
    );
  });

  it('loses no byte: frames and discarded bytes add up to what came, in any chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(noise, fc.constant(bulkReply([1, 2, 3])), fc.constant(bytesOf('82 01 05 11 97')))),
        chunks,
        fc.constantFrom(null, 'bulk:1:0', 'one:1:1'),
        fc.constantFrom(3, 'learn'),
        (pieces, lengths, awaited, learned) => {
          const stream = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
          const { frames, discarded } = decode(lineOf({ statusBytes: learned }), stream, lengths, awaited);
          expect(frames.reduce((sum, { length }) => sum + length, discarded)).toBe(stream.length);
        },
      ),
    );
  });

  it('makes the same frames of any chunking', () => {
    fc.assert(
      fc.property(noise, noise, chunks, (before, between, lengths) => {
        const reply = bulkReply([4, 2, 1]);
        const stream = Uint8Array.of(...before, ...reply, ...between, ...reply);
        const whole = decode(lineOf(), stream, [], 'bulk:1:0');
        expect(decode(lineOf(), stream, lengths, 'bulk:1:0')).toEqual(whole);
      }),
    );
  });

  it('finds the next reply after any garbage, once the line was quiet', () => {
    fc.assert(
      fc.property(noise, chunks, (garbage, lengths) => {
        const line = lineOf();
        decode(line, garbage, lengths, null);
        expect(openIn(decode(line, bulkReply([0, 0, 2]), [], 'bulk:1:0').news[0])).toEqual([2]);
      }),
    );
  });

  it('makes nothing of a truncated reply', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.constantFrom<number | 'learn'>(3, 'learn'), (length, learned) => {
        const cut = bytesOf('80 01 00 00 02 33 B0').subarray(0, length);
        expect(decode(lineOf({ statusBytes: learned }), cut, [], 'bulk:1:0')).toMatchObject({
          frames: [],
          discarded: length,
        });
      }),
    );
  });
});
