import type { JournalEvent } from '../core/event.ts';
import { isCommandResult } from './command-log.ts';
import type { HubStore } from './hub-store.ts';

/** What an event means for the hub's own books. Called once for each event, in order, within the ingest's transaction. */
export function applyEvent(store: HubStore, lockerId: string, epoch: string, event: JournalEvent): void {
  if (isCommandResult(event)) store.commands.setResult(lockerId, event);
  if ('generation' in event.data) {
    store.compartments.note(lockerId, epoch, event.data.compartment, event.data.generation);
  }
  switch (event.type) {
    case 'order.assigned':
      return store.orders.progress(lockerId, epoch, event.data.orderId);
    case 'order.stored': {
      const { orderId, compartment } = event.data;
      store.orders.looked(lockerId, compartment, orderId);
      return store.orders.progress(lockerId, epoch, orderId, { compartment, at: event.at });
    }
    case 'compartment.confirmed-empty':
      return store.orders.looked(lockerId, event.data.compartment, null);
    case 'desired.applied': {
      const isNewest = event.data.revision === store.documents.revision(lockerId, event.data.document);
      if (event.data.document === 'orders' && isNewest) store.orders.endUnheard(lockerId, epoch);
      return;
    }
    case 'order.collected':
      return store.orders.end(lockerId, event.data.orderId, 'collected');
    case 'order.expired':
      return store.orders.end(lockerId, event.data.orderId, 'expired');
    case 'order.revived':
      return store.orders.revive(lockerId, event.data.orderId);
    case 'order.removed':
      return store.orders.end(lockerId, event.data.orderId, 'removed');
    case 'order.revoked':
      return store.orders.end(lockerId, event.data.orderId, 'revoked');
    case 'order.dropped':
      return store.orders.end(lockerId, event.data.orderId, 'dropped');
    default:
      return;
  }
}
