import { CommandLog } from './command-log.ts';
import { CompartmentBook } from './compartment-book.ts';
import { DocumentShelf } from './document-shelf.ts';
import { EventLog } from './event-log.ts';
import { HubDatabase } from './hub-database.ts';
import { LockerBook } from './locker-book.ts';
import { OrderBook } from './order-book.ts';
import { StaffBook } from './staff-book.ts';

/** All that the hub remembers, in one file. Never a pickup code or a staff secret: only their MACs. */
export class HubStore {
  readonly #db: HubDatabase;
  readonly events: EventLog;
  readonly lockers: LockerBook;
  readonly compartments: CompartmentBook;
  readonly orders: OrderBook;
  readonly staff: StaffBook;
  readonly documents: DocumentShelf;
  readonly commands: CommandLog;

  constructor(db: HubDatabase) {
    this.#db = db;
    this.events = new EventLog(db);
    this.lockers = new LockerBook(db);
    this.compartments = new CompartmentBook(db);
    this.orders = new OrderBook(db);
    this.staff = new StaffBook(db);
    this.documents = new DocumentShelf(db);
    this.commands = new CommandLog(db);
  }

  /** @throws when the file cannot be used; see `HubDatabase.open`. */
  static open(path: string): HubStore {
    return new HubStore(HubDatabase.open(path));
  }

  /** Synchronous, all or nothing; throws when the disk refuses, and then nothing of it happened. */
  transact<T>(work: () => T): T {
    return this.#db.transact(work);
  }

  close(): void {
    this.#db.close();
  }
}
