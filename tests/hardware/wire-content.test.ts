import fc from 'fast-check';
import { expect, it } from 'vitest';
import { delay, drop, late, noise, split } from '../../src/simulator/fault-kinds.ts';
import { eightACabinet } from './cabinet.ts';

const READ_ALL = '80 01 00 33 B2';
const unlocksIn = (written: readonly { hex: string }[]): string[] =>
  written.map(({ hex }) => hex).filter((hex) => hex.startsWith('8A'));

it('puts neither unlock-all nor multi-unlock on the wire, whatever is asked', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('unlock' as const), n: fc.integer({ min: -2, max: 60 }) }),
    fc.record({ kind: fc.constant('watch' as const), n: fc.integer({ min: 0, max: 13 }) }),
    fc.record({ kind: fc.constant('relax' as const), n: fc.integer({ min: 0, max: 13 }) }),
    fc.record({ kind: fc.constant('hush' as const), n: fc.integer({ min: 0, max: 3_000 }) }),
    fc.record({ kind: fc.constant('pass' as const), n: fc.integer({ min: 0, max: 3_000 }) }),
    fc.record({ kind: fc.constant('noise' as const), n: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ kind: fc.constant('spoil' as const), n: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ kind: fc.constant('cut' as const), n: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.boolean(), async (steps, echo) => {
      const { boards, board, faults, port, time, doors } = await eightACabinet({
        prepare: (stage) => {
          stage.echo = echo;
        },
      });
      const outcomes: Promise<{ kind: string }>[] = [];
      for (const { kind, n } of steps) {
        if (kind === 'unlock') outcomes.push(boards.unlock(n));
        else if (kind === 'watch') boards.watchClosely(n);
        else if (kind === 'relax') boards.relax(n);
        else if (kind === 'hush') boards.hush(n);
        else if (kind === 'pass') await time.advance(n);
        else if (kind === 'noise') port.say(noise(n, n));
        else if (kind === 'cut') port.cut();
        else faults.script({ fault: [drop, late, delay(400), split(2, 9)][n] ?? drop });
      }
      await time.advance(10_000);
      const sent = (await Promise.all(outcomes)).filter((outcome) => outcome.kind === 'sent');
      expect(port.written.filter(({ hex }) => /^(8A .. 00|90)/.test(hex))).toEqual([]);
      expect(board.heard.filter(({ kind }) => kind === 'unlock-all' || kind === 'multi-unlock')).toEqual([]);
      expect(unlocksIn(port.written)).toHaveLength(sent.length);
      expect(doors.pulses).toHaveLength(sent.length);
    }),
    { numRuns: 60 },
  );
});

it('reads nothing but by read frames at rest', async () => {
  const { port, time } = await eightACabinet();
  await time.advance(60_000);
  expect(new Set(port.written.slice(1).map(({ hex }) => hex))).toEqual(new Set([READ_ALL]));
});
