/**
 * The schema of hub.db, one entry a version, never edited once released.
 * `events` is what the lockers said, as they said it; every other table can be told from it and from the operator.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE lockers (
    id TEXT PRIMARY KEY,
    code_key BLOB NOT NULL,
    fingerprint TEXT,
    device_jwk TEXT,
    online INTEGER NOT NULL DEFAULT 0,
    connection INTEGER NOT NULL DEFAULT 0,
    nonce TEXT,
    locker_ms REAL,
    hub_ms REAL,
    hub_boot TEXT,
    epoch TEXT,
    status TEXT,
    health TEXT,
    wanted INTEGER NOT NULL DEFAULT 1,
    published INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE events (
    locker TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (locker, epoch, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE watermarks (
    locker TEXT NOT NULL,
    epoch TEXT NOT NULL,
    upto INTEGER NOT NULL,
    highest INTEGER NOT NULL,
    PRIMARY KEY (locker, epoch)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE losses (
    locker TEXT NOT NULL,
    epoch TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (locker, epoch, first)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE pickups (
    locker TEXT NOT NULL REFERENCES lockers (id),
    id TEXT NOT NULL,
    code_mac TEXT NOT NULL,
    live INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (locker, id)
  ) STRICT;
  CREATE UNIQUE INDEX live_codes ON pickups (locker, code_mac) WHERE live = 1;

  CREATE TABLE orders (
    locker TEXT NOT NULL,
    id TEXT NOT NULL,
    pickup TEXT NOT NULL,
    state TEXT NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0,
    epoch TEXT,
    compartment INTEGER,
    stored_at TEXT,
    document TEXT NOT NULL,
    PRIMARY KEY (locker, id),
    FOREIGN KEY (locker, pickup) REFERENCES pickups (locker, id)
  ) STRICT;
  CREATE INDEX orders_by_state ON orders (locker, state);

  CREATE TABLE compartments (
    locker TEXT NOT NULL,
    number INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY (locker, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE staff (
    locker TEXT NOT NULL REFERENCES lockers (id),
    number TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (locker, number)
  ) STRICT;

  CREATE TABLE documents (
    locker TEXT NOT NULL,
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    content TEXT NOT NULL,
    reported TEXT,
    PRIMARY KEY (locker, name)
  ) STRICT;

  CREATE TABLE manifest (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    token TEXT NOT NULL
  ) STRICT;

  CREATE TABLE commands (
    id TEXT PRIMARY KEY,
    locker TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    command TEXT NOT NULL,
    result TEXT
  ) STRICT;
  `,
];
