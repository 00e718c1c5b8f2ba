/** A process of its own that lives and bears witness as fast as it can, and says each head, until it is killed. */
import { writeSync } from 'node:fs';
import { SystemClock } from '../../src/platform/clock.ts';
import { SystemRandom } from '../../src/platform/random.ts';
import { SqliteStore } from '../../src/store/store.ts';

const [, , directory = ''] = process.argv;
const store = new SqliteStore({ directory, clock: new SystemClock(), random: new SystemRandom() });
for (;;) {
  const { seq } = store.transact((tx) => tx.journal.append({ type: 'door.closed', data: { compartment: 1 } }));
  store.bearWitness();
  writeSync(1, `${seq}\n`);
}
