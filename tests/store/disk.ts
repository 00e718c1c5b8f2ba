import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteStore } from '../../src/store/store.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { FakeTime } from '../fakes/time.ts';

/** A state directory of its own, with a store on it that can be closed and opened again. */
export class Disk {
  readonly time = new FakeTime();
  readonly directory = mkdtempSync(join(tmpdir(), 'larder-store-'));
  readonly #random: SeededRandom;
  #store: SqliteStore | undefined;

  constructor(seed = 1) {
    this.#random = new SeededRandom(seed);
  }

  get file(): string {
    return join(this.directory, 'larder.db');
  }

  get store(): SqliteStore {
    this.#store ??= new SqliteStore({ directory: this.directory, clock: this.time.clock, random: this.#random });
    return this.#store;
  }

  close(): void {
    this.#store?.close();
    this.#store = undefined;
  }

  /** A second look at the file, as a technician has it. */
  look<T>(see: (db: DatabaseSync) => T): T {
    const db = new DatabaseSync(this.file);
    try {
      return see(db);
    } finally {
      db.close();
    }
  }

  remove(): void {
    this.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export const closed = (compartment: number) => ({ type: 'door.closed', data: { compartment } }) as const;
