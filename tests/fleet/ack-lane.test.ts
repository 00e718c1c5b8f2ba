import { expect, test } from 'vitest';
import { AckLane } from '../../src/fleet/ack-lane.ts';
import type { HubStore } from '../../src/fleet/hub-store.ts';
import { clock } from './world.ts';

/** A hub's store of which the lane reads nothing but the watermark, and the event there. */
const store = { events: { watermark: () => ({ upto: 7, highest: 7 }), get: () => undefined } } as unknown as HubStore;
const signer = { sign: async () => 'token' };

test.each(Array.from({ length: 12 }, (_, turns) => turns))(
  'an ack that is asked for %d turns after the last one went out goes out too',
  async (turns) => {
    let published = 0;
    const publish = (): Promise<'published'> => {
      published += 1;
      const out = Promise.resolve('published' as const);
      if (published === 1) void askAfter(out, turns);
      return out;
    };
    const lane = new AckLane(store, signer, { publish }, clock, () => {});
    const askAfter = async (out: Promise<unknown>, count: number): Promise<void> => {
      await out;
      for (let turn = 0; turn < count; turn++) await Promise.resolve();
      lane.request('gate-1', 'epoch-0001');
    };
    lane.request('gate-1', 'epoch-0001');
    await new Promise((resolve) => setImmediate(resolve));
    await lane.idle();
    expect(published).toBe(2);
  },
);
