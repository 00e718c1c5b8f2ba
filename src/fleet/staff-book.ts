import { type DesiredStaff, desiredStaffSchema } from '../contract/documents.ts';
import type { HubDatabase } from './hub-database.ts';

/** Who may sign in at each locker. Only MACs of their secrets are kept. */
export class StaffBook {
  readonly #db: HubDatabase;

  constructor(db: HubDatabase) {
    this.#db = db;
  }

  /** False when somebody at this locker has the number. */
  add(lockerId: string, member: DesiredStaff): boolean {
    const sql = 'INSERT INTO staff (locker, number, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
    return this.#db.run(sql, lockerId, member.number, JSON.stringify(member)) === 1;
  }

  /** False when nobody has the number. */
  remove(lockerId: string, number: string): boolean {
    return this.#db.run('DELETE FROM staff WHERE locker = ? AND number = ?', lockerId, number) === 1;
  }

  document(lockerId: string): readonly DesiredStaff[] {
    const sql = 'SELECT document FROM staff WHERE locker = ? ORDER BY number';
    const rows = this.#db.all<{ document: string }>(sql, lockerId);
    return rows.map((row) => desiredStaffSchema.parse(JSON.parse(row.document)));
  }
}
