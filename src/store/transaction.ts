import type { AppliedDocument, DocumentPart, StoredCommand, Tx } from '../controller/ports.ts';
import type { Moment } from '../core/clock.ts';
import type { Compartment } from '../core/compartment.ts';
import type { JournalEvent } from '../core/event.ts';
import type { Opening } from '../core/opening.ts';
import type { Order } from '../core/order.ts';
import type { StaffMember } from '../core/staff.ts';
import type { Bucket } from '../core/throttle.ts';
import { forgetEvents, journalTx } from './journal.ts';
import type { Row, Statements } from './statements.ts';

const ordersTx = (sql: Statements): Tx['orders'] => ({
  get: (id) => sql.record<Order>('SELECT record FROM orders WHERE id = ?', id),
  put: (order) => {
    sql.run(
      `INSERT INTO orders (id, pickup_id, code_mac, state, record) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (id) DO UPDATE SET pickup_id = ?2, code_mac = ?3, state = ?4, record = ?5`,
      ...[order.id, order.pickupId, order.codeMac, order.state, JSON.stringify(order)],
    );
  },
  delete: (id) => {
    sql.run('DELETE FROM orders WHERE id = ?', id);
  },
  byPickup: (pickupId) => sql.records<Order>('SELECT record FROM orders WHERE pickup_id = ? ORDER BY rowid', pickupId),
  byCodeMac: (codeMac) =>
    sql.records<Order>(
      `SELECT record FROM orders WHERE code_mac = ?
       ORDER BY state NOT IN ('assigned', 'stored'), iif(state IN ('assigned', 'stored'), rowid, -rowid)`,
      codeMac,
    ),
  inState: (...states) =>
    states.flatMap((state) => sql.records<Order>('SELECT record FROM orders WHERE state = ? ORDER BY rowid', state)),
});

const compartmentsTx = (sql: Statements): Tx['compartments'] => ({
  get: (number) => sql.record<Compartment>('SELECT record FROM compartments WHERE number = ?', number),
  put: (compartment) => {
    sql.run(
      'INSERT INTO compartments (number, record) VALUES (?1, ?2) ON CONFLICT (number) DO UPDATE SET record = ?2',
      ...[compartment.number, JSON.stringify(compartment)],
    );
  },
  all: () => sql.records<Compartment>('SELECT record FROM compartments ORDER BY number'),
});

const openingsTx = (sql: Statements): Tx['openings'] => {
  const put = (opening: Opening): void => {
    sql.run(
      'UPDATE openings SET state = ?, record = ? WHERE id = ?',
      ...[opening.state, JSON.stringify(opening), opening.id],
    );
  };
  return {
    put,
    add: (draft) => {
      const id = sql.run(
        'INSERT INTO openings (compartment, state, record) VALUES (?, ?, ?)',
        ...[draft.compartment, draft.state, ''],
      );
      const opening = { ...draft, id: Number(id) };
      put(opening);
      return opening;
    },
    unfinished: () =>
      sql.records<Opening>("SELECT record FROM openings WHERE state IN ('opening', 'open', 'left-open') ORDER BY id"),
    latestOf: (compartment) =>
      sql.record<Opening>('SELECT record FROM openings WHERE compartment = ? ORDER BY id DESC LIMIT 1', compartment),
  };
};

const staffTx = (sql: Statements): Tx['staff'] => ({
  all: () => sql.records<StaffMember>('SELECT record FROM staff ORDER BY number'),
  byNumber: (number) => sql.record<StaffMember>('SELECT record FROM staff WHERE number = ?', number),
  replaceAll: (members) => {
    sql.run('DELETE FROM staff');
    for (const member of members) {
      const record = JSON.stringify(member);
      sql.run('INSERT INTO staff (id, number, record) VALUES (?, ?, ?)', member.id, member.number, record);
    }
  },
});

const toPart = (row: Row): DocumentPart => ({
  document: row.document as DocumentPart['document'],
  revision: Number(row.revision),
  part: Number(row.part),
  parts: Number(row.parts),
  payload: String(row.payload),
});

const toApplied = (row: Row): AppliedDocument => ({
  revision: Number(row.revision),
  appliedAtMs: Number(row.applied_at_ms),
  problems: JSON.parse(String(row.problems)) as string[],
});

const documentsTx = (sql: Statements): Tx['documents'] => ({
  addPart: ({ document, revision, part, parts, payload }) => {
    sql.run(
      'INSERT OR REPLACE INTO document_parts (document, revision, part, parts, payload) VALUES (?, ?, ?, ?, ?)',
      ...[document, revision, part, parts, payload],
    );
  },
  partsOf: (document, revision) =>
    sql
      .all('SELECT * FROM document_parts WHERE document = ? AND revision = ? ORDER BY part', document, revision)
      .map(toPart),
  applied: (document) => {
    const row = sql.one('SELECT * FROM documents WHERE document = ?', document);
    return row && toApplied(row);
  },
  setApplied: (document, { revision, appliedAtMs, problems }) => {
    sql.run(
      `INSERT INTO documents (document, revision, applied_at_ms, problems) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (document) DO UPDATE SET revision = ?2, applied_at_ms = ?3, problems = ?4`,
      ...[document, revision, Math.floor(appliedAtMs), JSON.stringify(problems)],
    );
    sql.run('DELETE FROM document_parts WHERE document = ? AND revision <= ?', document, revision);
  },
});

const commandsTx = (sql: Statements): Tx['commands'] => ({
  get: (id) => sql.record<StoredCommand>('SELECT record FROM commands WHERE id = ?', id),
  put: (command) => {
    sql.run(
      'INSERT INTO commands (id, state, record) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET state = ?2, record = ?3',
      ...[command.id, command.state, JSON.stringify(command)],
    );
  },
  started: () => sql.records<StoredCommand>("SELECT record FROM commands WHERE state = 'started' ORDER BY rowid"),
});

const inboxTx = (sql: Statements): Tx['inbox'] => ({
  add: (topic, payload) => Number(sql.run('INSERT INTO inbox (topic, payload) VALUES (?, ?)', topic, payload)),
  oldest: () => {
    const row = sql.one('SELECT * FROM inbox ORDER BY id LIMIT 1');
    return row && { id: Number(row.id), topic: String(row.topic), payload: row.payload as Uint8Array };
  },
  remove: (id) => {
    sql.run('DELETE FROM inbox WHERE id = ?', id);
  },
});

const factsTx = (sql: Statements): Tx['facts'] => ({
  get: (name) => sql.one('SELECT value FROM facts WHERE name = ?', name)?.value as string | undefined,
  put: (name, value) => {
    sql.run('INSERT INTO facts (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2', name, value);
  },
});

const bucketTx = (sql: Statements): Tx['bucket'] => {
  const facts = factsTx(sql);
  return {
    get: () => {
      const text = facts.get('keypad-bucket');
      return text === undefined ? undefined : (JSON.parse(text) as Bucket);
    },
    put: (bucket) => facts.put('keypad-bucket', JSON.stringify(bucket)),
  };
};

const forgetTx =
  (sql: Statements): Tx['forget'] =>
  ({ acknowledgedEventsBeforeMs, commandsBeforeMs, openingsBeforeMs }) => {
    forgetEvents(sql, acknowledgedEventsBeforeMs);
    sql.run("DELETE FROM commands WHERE state <> 'started' AND record ->> '$.at.atMs' < ?", commandsBeforeMs);
    sql.run(
      `DELETE FROM openings WHERE state NOT IN ('opening', 'open', 'left-open')
       AND record ->> '$.startedAt.atMs' < ?
       AND id NOT IN (SELECT max(id) FROM openings GROUP BY compartment)`,
      openingsBeforeMs,
    );
  };

/** Everything that a transaction may touch; made once, since a door should not wait for forty closures. */
export function transactionOf(
  sql: Statements,
  now: () => Moment,
  onAppend: (event: JournalEvent) => void,
  resetFloor: Tx['resetFloor'],
): Tx {
  return {
    get now() {
      return now();
    },
    orders: ordersTx(sql),
    compartments: compartmentsTx(sql),
    openings: openingsTx(sql),
    staff: staffTx(sql),
    bucket: bucketTx(sql),
    documents: documentsTx(sql),
    commands: commandsTx(sql),
    journal: journalTx(sql, now, onAppend),
    inbox: inboxTx(sql),
    forget: forgetTx(sql),
    facts: factsTx(sql),
    resetFloor,
  };
}
