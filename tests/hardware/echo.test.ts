import { describe, expect, it } from 'vitest';
import { eightACabinet } from './cabinet.ts';

/** The echo by which an echo is detected is passed on and discarded. */
const PROBE_BYTES = 5;

describe('an adapter that hears itself', () => {
  const echoing = {
    prepare: (faults: { echo: boolean }) => {
      faults.echo = true;
    },
  };

  it('is found out once, and then a closing-type lock cannot be mistaken', async () => {
    const { boards, time, log, doors } = await eightACabinet({
      ...echoing,
      channels: 8,
      board: { polarity: 'one-is-closed', unlockAnswer: 'never' },
      settings: { polarity: 'one-is-closed' },
    });
    expect(log.of('echo')).toHaveLength(1);
    const outcome = boards.unlock(1);
    await time.advance(10_000);
    // The echo of the command equals this board's reply of failure.
    expect(await outcome).toEqual({ kind: 'sent', answer: 'none' });
    expect(boards.door(1)).toBe('open');
    expect(boards.door(2)).toBe('closed');
    expect(doors.pulses).toHaveLength(1);
    expect(boards.counters().left).toMatchObject({ timeouts: 1, discardedBytes: PROBE_BYTES });
    expect(log.of('echo')).toHaveLength(1);
  });

  it('leaves a true reply that equals the command', async () => {
    const { boards, time } = await eightACabinet({
      ...echoing,
      board: { polarity: 'one-is-closed' },
      settings: { polarity: 'one-is-closed' },
    });
    const outcome = boards.unlock(1);
    await time.advance(1_000);
    expect(await outcome).toEqual({ kind: 'sent', answer: 'accepted' });
  });

  it('is stripped from the first byte on when the settings say so', async () => {
    const { boards, log } = await eightACabinet({ ...echoing, bus: { echo: 'strip' } });
    expect(boards.door(1)).toBe('closed');
    expect(boards.counters().left).toMatchObject({ discardedBytes: 0, timeouts: 0 });
    expect(log.of('echo')).toEqual([]);
  });

  it('is not seen where there is none, and "strip" does no harm there', async () => {
    for (const echo of ['detect', 'strip', 'off']) {
      const { boards, log, time } = await eightACabinet({ bus: { echo } });
      const outcome = boards.unlock(1);
      await time.advance(2_500);
      expect(await outcome).toEqual({ kind: 'sent', answer: 'accepted' });
      expect(boards.counters().left).toMatchObject({ discardedBytes: 0, timeouts: 0 });
      expect(log.of('echo')).toEqual([]);
    }
  });

  it('never makes a dead board look alive', async () => {
    const { boards, time } = await eightACabinet({
      channels: 8,
      prepare: (faults) => {
        faults.echo = true;
        faults.dead = true;
      },
    });
    await time.advance(20_000);
    expect(boards.door(1)).toBe('unknown');
  });
});
