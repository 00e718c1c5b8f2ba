import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyAction, Interleaving } from './interleaving.ts';

/** Fast-check prints the seed and the shortest story that it found; `{ seed, path }` here plays it again. */
const PARAMETERS: fc.Parameters<unknown> = { numRuns: 200, interruptAfterTimeLimit: 75_000 };

test('whatever happens to a cabinet, in whatever order, the invariants hold', { timeout: 120_000 }, async () => {
  const reached = { pulses: 0, stored: 0, collected: 0, powerCuts: 0, diskErrors: 0, losses: 0, adopted: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(anyAction, { minLength: 20, maxLength: 60 }), async (actions) => {
      const story = new Interleaving();
      try {
        await story.begin();
        for (const action of actions) await story.step(action);
        await story.reconcile();
        reached.pulses += story.house.pulses().length;
        reached.stored += story.house.hub.of('order.stored').length;
        reached.collected += story.house.hub.of('order.collected').length;
        reached.diskErrors += story.house.log.of('store-failed').length;
        reached.losses += story.losses;
        reached.adopted += story.house.hub.of('staff.checked').length;
        reached.powerCuts += story.house.hub.of('locker.started').length - 1;
      } finally {
        story.end();
      }
    }),
    PARAMETERS,
  );
  // The stories must get somewhere, or they prove nothing.
  for (const count of Object.values(reached)) expect(count).toBeGreaterThan(10);
});
