import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PacketLimit } from '../../src/cloud/packet-limit.ts';

/** A PUBLISH with a body of that many bytes (MQTT 5.0 §2.1.4: the length, seven bits a byte). */
function packet(bodyBytes: number): Buffer {
  const length: number[] = [];
  let rest = bodyBytes;
  do {
    length.push((rest % 128) + (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bodyBytes, 0xff)]);
}

test('packets within the limit pass in whatever pieces they come; one beyond it never does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      (sizes, cuts, tooLarge) => {
        const limit = new PacketLimit(1_000);
        const bytes = Buffer.concat([...sizes, ...(tooLarge ? [1_001] : [])].map(packet));
        let accepted = true;
        for (let at = 0, turn = 0; at < bytes.length && accepted; turn += 1) {
          const size = cuts[turn % cuts.length] ?? 1;
          accepted = limit.accept(bytes.subarray(at, at + size));
          at += size;
        }
        expect(accepted).toBe(!tooLarge);
      },
    ),
  );
});

test('a length that never ends is malformed', () => {
  expect(new PacketLimit(1_000).accept(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]))).toBe(false);
});
