import type { OpeningStep } from '../core/opening.ts';
import type { Tx } from './ports.ts';

const DOOR_CAUSE = { collect: 'order', reopen: 'order', store: 'staff', check: 'staff', inspect: 'command' } as const;

/** The event that tells of an opening's fact, whatever the opening is for. */
export function appendFact(tx: Tx, { opening, fact }: OpeningStep): void {
  const { compartment, purpose } = opening;
  switch (fact) {
    case 'opened':
      tx.journal.append({ type: 'door.opened', data: { compartment, cause: DOOR_CAUSE[purpose.kind] } });
      return;
    case 'closed':
      if (opening.observed) tx.journal.append({ type: 'door.closed', data: { compartment } });
      return;
    case 'jammed':
      tx.journal.append({ type: 'door.jammed', data: { compartment } });
      return;
    case 'left-open':
    case 'left-open-alarm':
      tx.journal.append({ type: 'door.left-open', data: { compartment, alarm: fact === 'left-open-alarm' } });
      return;
    case 'not-sent':
      tx.journal.append({ type: 'lock.silent', data: { compartment, reason: 'nothing reached the board' } });
      return;
    case 'uncertain':
      return;
  }
}
