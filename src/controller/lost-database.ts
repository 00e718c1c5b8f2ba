/** What the first start after a loss knows: nothing of what is behind the doors (05, When the database is lost). */
import * as z from 'zod';
import type { Door } from '../core/cabinet.ts';
import { afterLoss, newCompartment } from '../core/compartment.ts';
import { LOSS_FACT, type StorageLoss } from '../core/storage-loss.ts';
import type { Tx } from './ports.ts';

const lossSchema = z.strictObject({
  reason: z.enum(['damaged', 'missing', 'restored']),
  keptAs: z.string().nullable(),
});

const TOLD = 'told';

/**
 * A compartment that the database does not know yet is unconfirmed until a person has looked into it. In the place of a
 * lost database it is also on the list of doors to check, and held where food may have spoiled unseen. Returns the loss.
 */
export function furnish(tx: Tx, doors: readonly Door[]): StorageLoss | undefined {
  const text = tx.facts.get(LOSS_FACT);
  const loss = text === undefined || text === TOLD ? undefined : lossSchema.parse(JSON.parse(text));
  if (loss) {
    tx.journal.append({ type: 'storage.lost', data: loss });
    tx.facts.put(LOSS_FACT, TOLD);
  }
  for (const door of doors) {
    if (tx.compartments.get(door.compartment)) continue;
    const compartment = loss ? afterLoss(door) : newCompartment(door.compartment);
    tx.compartments.put(compartment);
    if (compartment.hold === null) continue;
    tx.journal.append({
      type: 'hold.placed',
      data: { compartment: compartment.number, reason: compartment.hold },
    });
  }
  return loss;
}
