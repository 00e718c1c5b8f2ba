/** The database's shape, step by step; a step that was released is never edited. `user_version` counts them. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE orders (
    id TEXT PRIMARY KEY, pickup_id TEXT NOT NULL, code_mac TEXT NOT NULL, state TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX orders_by_code_mac ON orders (code_mac);
  CREATE INDEX orders_by_pickup ON orders (pickup_id);
  CREATE INDEX orders_by_state ON orders (state);

  CREATE TABLE compartments (number INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT;

  CREATE TABLE openings (
    id INTEGER PRIMARY KEY AUTOINCREMENT, compartment INTEGER NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX openings_by_compartment ON openings (compartment, id);
  CREATE INDEX openings_unfinished ON openings (state) WHERE state IN ('opening', 'open', 'left-open');

  CREATE TABLE staff (id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, record TEXT NOT NULL) STRICT;

  CREATE TABLE document_parts (
    document TEXT NOT NULL, revision INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL,
    payload TEXT NOT NULL, PRIMARY KEY (document, revision, part)
  ) STRICT;
  CREATE TABLE documents (
    document TEXT PRIMARY KEY, revision INTEGER NOT NULL, applied_at_ms INTEGER NOT NULL, problems TEXT NOT NULL
  ) STRICT;

  CREATE TABLE commands (id TEXT PRIMARY KEY, state TEXT NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE INDEX commands_by_state ON commands (state);

  -- The journal is the outbox: everything above journal_state.acked still has to reach the hub.
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, monotonic_ms REAL NOT NULL, boot_id TEXT NOT NULL,
    clock TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL
  ) STRICT;
  CREATE TABLE journal_state (
    one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, head INTEGER NOT NULL, acked INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE inbox (id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, payload BLOB NOT NULL) STRICT;

  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  `
  -- One page less a commit: an event's own row says what the head and the clock's floor are. The state row says so only
  -- where no newer event does. floor_seq: the head when floor_ms was written.
  ALTER TABLE journal_state ADD COLUMN floor_ms REAL NOT NULL DEFAULT 0;
  ALTER TABLE journal_state ADD COLUMN floor_seq INTEGER NOT NULL DEFAULT 0;
  UPDATE journal_state SET floor_seq = head,
    floor_ms = coalesce((SELECT CAST(value AS REAL) FROM facts WHERE name = 'clock-floor-ms'), 0);
  DELETE FROM facts WHERE name = 'clock-floor-ms';
  CREATE VIEW journal_range AS SELECT epoch, acked,
    coalesce((SELECT min(seq) FROM journal), 0) AS tail,
    max(head, coalesce((SELECT max(seq) FROM journal), 0)) AS head
    FROM journal_state;
  `,
];
