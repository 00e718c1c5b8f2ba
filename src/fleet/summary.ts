import type { Health, Status } from '../contract/messages.ts';
import type { ShelvedDocument } from './document-shelf.ts';
import type { HubStore } from './hub-store.ts';
import type { HubOrderState } from './order-book.ts';

/** What the hub knows of one locker, at a glance. */
export interface LockerSummary {
  readonly id: string;
  readonly online: boolean;
  /** True when commands can be made for its present connection. */
  readonly session: boolean;
  /** RFC 7638 thumbprint of the pinned device key, or null before its first status. */
  readonly fingerprint: string | null;
  /** Null before its first status. `upto`: stored without a gap; `highest`: above it when there is a gap. */
  readonly journal: { readonly epoch: string; readonly upto: number; readonly highest: number } | null;
  readonly lostEvents: number;
  readonly orders: Readonly<Partial<Record<HubOrderState, number>>>;
  readonly staff: number;
  readonly documents: readonly ShelvedDocument[];
  readonly status: Status | null;
  readonly health: Health | null;
}

export function summarise(store: HubStore, lockerId: string): LockerSummary | undefined {
  const locker = store.lockers.get(lockerId);
  if (!locker) return undefined;
  const { id, online, fingerprint, epoch, status, health } = locker;
  return {
    id,
    online,
    session: online && locker.session !== null,
    fingerprint,
    journal: epoch === null ? null : { epoch, ...store.events.watermark(id, epoch) },
    lostEvents: store.events.lostCount(id),
    orders: store.orders.counts(id),
    staff: store.staff.document(id).length,
    documents: store.documents.of(id),
    status,
    health,
  };
}
