import type { JournalRange, Tx } from '../controller/ports.ts';
import { isoTime, type Moment } from '../core/clock.ts';
import { checkHappening, type Happening, type JournalEvent } from '../core/event.ts';
import type { Row, Statements } from './statements.ts';

const toEvent = (row: Row): JournalEvent =>
  ({
    v: 1,
    seq: row.seq,
    at: row.at,
    monotonicMs: row.monotonic_ms,
    bootId: row.boot_id,
    clock: row.clock,
    type: row.type,
    data: JSON.parse(String(row.data)),
  }) as JournalEvent;

function append(sql: Statements, now: Moment, happening: Happening): JournalEvent {
  checkHappening(happening);
  const seq = Number(sql.one('UPDATE journal_state SET head = head + 1 RETURNING head')?.head);
  const at = isoTime(now.atMs);
  sql.run(
    'INSERT INTO journal (seq, at, monotonic_ms, boot_id, clock, type, data) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[seq, at, now.monotonicMs, now.bootId, now.clock, happening.type, JSON.stringify(happening.data)],
  );
  const { monotonicMs, bootId, clock } = now;
  return { v: 1, seq, at, monotonicMs, bootId, clock, ...happening };
}

function range(sql: Statements): JournalRange {
  const state = sql.one('SELECT epoch, head, acked FROM journal_state');
  const tail = sql.one('SELECT min(seq) AS tail FROM journal')?.tail;
  return {
    epoch: String(state?.epoch),
    tail: Number(tail ?? 0),
    head: Number(state?.head),
    acked: Number(state?.acked),
  };
}

/** The journal's part of a transaction; `onAppend` hears each event before the commit. */
export function journalTx(sql: Statements, now: Moment, onAppend: (event: JournalEvent) => void): Tx['journal'] {
  return {
    append: (happening) => {
      const event = append(sql, now, happening);
      onAppend(event);
      return event;
    },
    range: () => range(sql),
    after: (afterSeq, limit) =>
      sql.all('SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT ?', afterSeq, limit).map(toEvent),
    setAcked: (upto) => {
      sql.run('UPDATE journal_state SET acked = ? WHERE acked < ?', upto, upto);
    },
  };
}
