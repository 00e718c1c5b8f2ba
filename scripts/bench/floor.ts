import type { ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { endSocat, ptyTo } from './bench-board.ts';

/** What nobody can do without: one commit of one row, and one write to a pseudo-terminal. */
export class Floor {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #socat: ChildProcess;
  readonly #fd: number;

  private constructor(folder: string, link: string, socat: ChildProcess) {
    this.#db = bareDatabase(join(folder, 'floor.db'));
    this.#insert = this.#db.prepare('INSERT INTO rows (at, text) VALUES (?, ?)');
    this.#socat = socat;
    this.#fd = openSync(link, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  }

  static async open(folder: string): Promise<Floor> {
    const link = join(folder, 'floor-tty');
    return new Floor(folder, link, await ptyTo(link, 'OPEN:/dev/null', true));
  }

  /** Milliseconds of both together. */
  sample(): number {
    const startMs = performance.now();
    this.#insert.run(startMs, ROW_TEXT);
    writeSync(this.#fd, UNLOCK_FRAME);
    return performance.now() - startMs;
  }

  async close(): Promise<void> {
    closeSync(this.#fd);
    await endSocat(this.#socat);
    this.#db.close();
  }
}

const UNLOCK_FRAME = Uint8Array.of(0x8a, 0x01, 0x07, 0x11, 0x9d);
/** As long as a usual event. */
export const ROW_TEXT = JSON.stringify({ orderId: 'B-1', compartment: 1, generation: 1, attempt: 1, channel: 'code' });

/** SQLite as the runtime has it, as durable as ours: WAL, synchronous=FULL. */
export function bareDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec('CREATE TABLE rows (seq INTEGER PRIMARY KEY, at REAL NOT NULL, text TEXT NOT NULL) STRICT');
  return db;
}
