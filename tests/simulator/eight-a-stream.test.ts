import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimulatedDoors } from '../../src/simulator/doors.ts';
import { EightABoard } from '../../src/simulator/eight-a.ts';
import { EightADecoder } from '../../src/simulator/eight-a-decoder.ts';
import { FakeTimers } from './fake-timers.ts';
import { bytesOf, Host } from './host.ts';

const sealed = (bytes: number[]): number[] => [...bytes, bytes.reduce((sum, byte) => sum ^ byte, 0)];
const address = fc.integer({ min: 1, max: 32 });
const lock = fc.integer({ min: 0, max: 50 });
const seconds = fc.integer({ min: 1, max: 9 });
const byte = fc.integer({ min: 0, max: 255 });
const shortFrame = fc.oneof(
  fc.tuple(address, lock).map(([board, door]) => sealed([0x8a, board, door, 0x11])),
  fc.tuple(address, lock).map(([board, door]) => sealed([0x80, board, door, 0x33])),
);
const frame = fc.oneof(
  shortFrame,
  fc.tuple(address, lock, seconds).map(([board, door, s]) => sealed([0x8a, board, door, 0x11, s])),
  fc.tuple(address, byte, byte, byte).map(([board, ...map]) => sealed([0x90, board, ...map])),
);

test('any chunking of any frames gives one command a frame, in order', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 7 })), (frames, sizes) => {
      const decoder = new EightADecoder(3);
      const stream = frames.flat();
      const commands = sizes.flatMap((size) => decoder.push(Uint8Array.from(stream.splice(0, size))));
      commands.push(...decoder.push(Uint8Array.from(stream)));
      expect(commands.map((command) => command.address)).toEqual(frames.map((bytes) => bytes[1]));
      expect(decoder.discarded).toBe(0);
      expect(decoder.holding).toBe(false);
    }),
  );
});

test('after any garbage and a quiet line, the next frame is understood', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), frame, (garbage, bytes) => {
      const decoder = new EightADecoder(3);
      decoder.push(garbage);
      decoder.quiet();
      expect(decoder.push(Uint8Array.from(bytes))).toHaveLength(1);
    }),
  );
});

test('garbage that begins no frame does not even need a quiet line', () => {
  const harmless = byte.filter((value) => ![0x8a, 0x80, 0x90].includes(value));
  fc.assert(
    fc.property(fc.array(harmless), frame, (garbage, bytes) => {
      const decoder = new EightADecoder(3);
      expect(decoder.push(Uint8Array.from([...garbage, ...bytes]))).toHaveLength(1);
      expect(decoder.discarded).toBe(garbage.length);
    }),
  );
});

// Not so for the unlock with seconds: `8A 01 1B 11 01 80` with the top bit of 01 flipped holds an unlock without them.
test('a short frame with one wrong bit is never obeyed', () => {
  fc.assert(
    fc.property(shortFrame, fc.nat(), fc.integer({ min: 0, max: 7 }), (bytes, position, bit) => {
      const at = position % bytes.length;
      const decoder = new EightADecoder(3);
      const broken = bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit));
      const heard = [...decoder.push(Uint8Array.from(broken)), ...decoder.quiet()];
      expect(heard).toEqual([]);
    }),
  );
});

test('a board gives up a frame that stops in the middle, then answers again', () => {
  const timers = new FakeTimers();
  const board = new EightABoard({ doors: new SimulatedDoors({ count: 24, timers }), timers });
  const host = new Host(board);
  host.say('90 01 02');
  timers.advance(100);
  expect(board.discarded).toBe(3);
  for (const piece of bytesOf('80 01 00 33 B2')) {
    board.receive(Uint8Array.of(piece));
    timers.advance(20);
  }
  expect(host.heard()).toBe('80 01 00 00 00 33 B2');
});
