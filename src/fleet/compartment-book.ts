import type { HubDatabase } from './hub-database.ts';

/** The newest generation that the hub knows of each compartment: a command must name it. */
export class CompartmentBook {
  readonly #db: HubDatabase;

  constructor(db: HubDatabase) {
    this.#db = db;
  }

  /** Generations only rise within an epoch; a new epoch (a lost database) begins anew. */
  note(lockerId: string, epoch: string, number: number, generation: number): void {
    const sql = `INSERT INTO compartments (locker, number, epoch, generation) VALUES (?, ?, ?, ?)
      ON CONFLICT (locker, number) DO UPDATE SET
        generation = CASE WHEN epoch = excluded.epoch THEN max(generation, excluded.generation) ELSE excluded.generation END,
        epoch = excluded.epoch`;
    this.#db.run(sql, lockerId, number, epoch, generation);
  }

  generation(lockerId: string, number: number): number | undefined {
    const sql = 'SELECT generation FROM compartments WHERE locker = ? AND number = ?';
    return this.#db.one<{ generation: number }>(sql, lockerId, number)?.generation;
  }
}
