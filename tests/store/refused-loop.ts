/**
 * A process of its own that commits until the disk has refused a commit, says so, and then either dies on the spot or
 * (`goes-on`) commits three times more before it does.
 */
import { writeSync } from 'node:fs';
import { SystemClock } from '../../src/platform/clock.ts';
import { SystemRandom } from '../../src/platform/random.ts';
import { SqliteStore } from '../../src/store/store.ts';

const [, , directory = '', then] = process.argv;
const store = new SqliteStore({ directory, clock: new SystemClock(), random: new SystemRandom() });
let commitsLeft = Number.POSITIVE_INFINITY;
for (let attempt = 1; commitsLeft > 0; attempt += 1) {
  try {
    const seq = store.transact((tx) => {
      tx.facts.put('attempt', String(attempt));
      return tx.journal.append({ type: 'door.closed', data: { compartment: 1 + (attempt % 9) } }).seq;
    });
    writeSync(1, `kept ${attempt} as ${seq}\n`);
    commitsLeft -= 1;
  } catch (error) {
    writeSync(1, `refused ${attempt}: ${String(error)}\n`);
    commitsLeft = then === 'goes-on' ? 3 : 0;
  }
}
process.kill(process.pid, 'SIGKILL');
