import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  /** What the store is told of the cabinet's past. */
  usedBefore = false;

  constructor(seed = 1) {
    this.#random = new SeededRandom(seed);
  }

  get file(): string {
    return join(this.directory, 'larder.db');
  }

  get store(): SqliteStore {
    const { directory, usedBefore } = this;
    this.#store ??= new SqliteStore({ directory, usedBefore, clock: this.time.clock, random: this.#random });
    return this.#store;
  }

  close(): void {
    this.#store?.close();
    this.#store = undefined;
  }

  /** The running store finds nonsense where its journal was: the log is written back first, so that it must read it. */
  damageRunning(): void {
    this.look((db) => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    const bytes = readFileSync(this.file);
    writeFileSync(this.file, bytes.fill(0xa5, 4_096));
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
