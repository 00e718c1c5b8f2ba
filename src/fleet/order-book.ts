import { type DesiredOrder, desiredOrderSchema } from '../contract/documents.ts';
import type { HubDatabase } from './hub-database.ts';

/** `placed` is the hub's own: no locker has taken it up yet. The last four are final and free the code. */
export type HubOrderState =
  | 'placed'
  | 'assigned'
  | 'stored'
  | 'collected'
  | 'expired'
  | 'removed'
  | 'revoked'
  | 'dropped';

const LIVE = `('placed', 'assigned', 'stored')`;

export interface HubOrder {
  readonly id: string;
  readonly pickupId: string;
  readonly state: HubOrderState;
  readonly revoked: boolean;
}

export type PickupState = 'none' | 'live' | 'over';

interface Row {
  id: string;
  state: HubOrderState;
  revoked: number;
  compartment: number | null;
  stored_at: string | null;
  document: string;
}

/** The orders of every locker and the codes that are in use: a code is one pickup's until its last order is over. */
export class OrderBook {
  readonly #db: HubDatabase;

  constructor(db: HubDatabase) {
    this.#db = db;
  }

  pickup(lockerId: string, pickupId: string): { readonly state: PickupState; readonly codeMac: string } {
    const sql = 'SELECT live, code_mac FROM pickups WHERE locker = ? AND id = ?';
    const row = this.#db.one<{ live: number; code_mac: string }>(sql, lockerId, pickupId);
    return { state: row === undefined ? 'none' : row.live === 1 ? 'live' : 'over', codeMac: row?.code_mac ?? '' };
  }

  /** False when a live pickup of the locker has this code: draw another one. */
  addPickup(lockerId: string, pickupId: string, codeMac: string): boolean {
    const sql = `INSERT INTO pickups (locker, id, code_mac) VALUES (?, ?, ?)
      ON CONFLICT (locker, code_mac) WHERE live = 1 DO NOTHING`;
    return this.#db.run(sql, lockerId, pickupId, codeMac) === 1;
  }

  /** False when the locker has an order of that id. */
  add(lockerId: string, order: DesiredOrder): boolean {
    const sql = `INSERT INTO orders (locker, id, pickup, state, document) VALUES (?, ?, ?, 'placed', ?)
      ON CONFLICT (locker, id) DO NOTHING`;
    return this.#db.run(sql, lockerId, order.id, order.pickupId, JSON.stringify(order)) === 1;
  }

  get(lockerId: string, orderId: string): HubOrder | undefined {
    const sql = 'SELECT id, pickup AS pickupId, state, revoked FROM orders WHERE locker = ? AND id = ?';
    const row = this.#db.one<Omit<HubOrder, 'revoked'> & { revoked: number }>(sql, lockerId, orderId);
    return row && { ...row, revoked: row.revoked === 1 };
  }

  /** The order stays in the document, as `revoked`, until the locker has said what became of it. */
  revoke(lockerId: string, orderId: string): boolean {
    const sql = `UPDATE orders SET revoked = 1 WHERE locker = ? AND id = ? AND state IN ${LIVE}`;
    return this.#db.run(sql, lockerId, orderId) === 1;
  }

  /**
   * The locker took it up, or a stocker closed a door on it (`stored`). An order that is over stays over. One that is
   * taken up anew, by a locker that has lost its database, is still believed to be where it was.
   */
  progress(lockerId: string, epoch: string, orderId: string, stored?: { compartment: number; at: string }): void {
    const sql = `UPDATE orders SET state = ?, epoch = ?, compartment = coalesce(?, compartment),
      stored_at = coalesce(?, stored_at) WHERE locker = ? AND id = ? AND state IN ${LIVE}`;
    const { compartment = null, at = null } = stored ?? {};
    this.#db.run(sql, stored ? 'stored' : 'assigned', epoch, compartment, at, lockerId, orderId);
  }

  /** Somebody has looked behind this door: no other order than `orderId` is believed to be there any more. */
  looked(lockerId: string, compartment: number, orderId: string | null): void {
    const sql = `UPDATE orders SET compartment = NULL, stored_at = NULL
      WHERE locker = ? AND compartment = ? AND state = 'assigned' AND id IS NOT ?`;
    this.#db.run(sql, lockerId, compartment, orderId);
  }

  /**
   * The locker has taken a document in and its present journal tells nothing of these revoked orders, so it has not got
   * them and will never tell: they are over.
   */
  endUnheard(lockerId: string, epoch: string): void {
    const sql = `SELECT id FROM orders WHERE locker = ? AND revoked = 1 AND state IN ${LIVE} AND epoch IS NOT ?`;
    for (const { id } of this.#db.all<{ id: string }>(sql, lockerId, epoch)) this.end(lockerId, id, 'revoked');
  }

  /** The order is over; the code is free again once no order of its pickup lives. */
  end(lockerId: string, orderId: string, state: HubOrderState): void {
    const sql = `UPDATE orders SET state = ? WHERE locker = ? AND id = ? AND state IN ${LIVE} RETURNING pickup`;
    const pickup = this.#db.one<{ pickup: string }>(sql, state, lockerId, orderId)?.pickup;
    if (pickup === undefined) return;
    const free = `UPDATE pickups SET live = 0 WHERE locker = ?1 AND id = ?2 AND NOT EXISTS (
      SELECT 1 FROM orders WHERE locker = ?1 AND pickup = ?2 AND state IN ${LIVE})`;
    this.#db.run(free, lockerId, pickup);
  }

  /**
   * The locker found that a wrong clock had ended the order: it lives again. Its code may have been given to another pickup
   * by now (a chance of one in a hundred million); that one keeps it, and the locker refuses to have two.
   */
  revive(lockerId: string, orderId: string): void {
    const sql = `UPDATE orders SET state = iif(compartment IS NULL, 'assigned', 'stored')
      WHERE locker = ? AND id = ? AND state = 'expired' RETURNING pickup`;
    const pickup = this.#db.one<{ pickup: string }>(sql, lockerId, orderId)?.pickup;
    if (pickup === undefined) return;
    this.#db.run('UPDATE OR IGNORE pickups SET live = 1 WHERE locker = ? AND id = ?', lockerId, pickup);
  }

  /** The live orders as the document says them, oldest id first. */
  document(lockerId: string): readonly DesiredOrder[] {
    const sql = `SELECT id, state, revoked, compartment, stored_at, document FROM orders
      WHERE locker = ? AND state IN ${LIVE} ORDER BY id`;
    return this.#db.all<Row>(sql, lockerId).map((row) => {
      const order = desiredOrderSchema.parse(JSON.parse(row.document));
      const { compartment, stored_at: storedAt } = row;
      const stored = compartment !== null && storedAt !== null ? { lastKnown: { compartment, storedAt } } : {};
      return { ...order, state: row.revoked === 1 ? 'revoked' : 'active', ...stored };
    });
  }

  counts(lockerId: string): Readonly<Partial<Record<HubOrderState, number>>> {
    const sql = 'SELECT state, count(*) AS n FROM orders WHERE locker = ? GROUP BY state';
    const rows = this.#db.all<{ state: HubOrderState; n: number }>(sql, lockerId);
    return Object.fromEntries(rows.map((row) => [row.state, row.n]));
  }
}
