import type { JournalRange, Tx } from '../controller/ports.ts';
import { isoTime, type Moment, parseTime } from '../core/clock.ts';
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

/** One statement, one page: the number is given by the newest event, or by the state row where there is none. */
const INSERT = `INSERT INTO journal (seq, at, monotonic_ms, boot_id, clock, type, data)
  SELECT head + 1, ?, ?, ?, ?, ?, ? FROM journal_range`;

function append(sql: Statements, now: Moment, happening: Happening): JournalEvent {
  checkHappening(happening);
  const { monotonicMs, bootId, clock } = now;
  const at = isoTime(now.atMs);
  const { type, data } = happening;
  const seq = Number(sql.run(INSERT, at, monotonicMs, bootId, clock, type, JSON.stringify(data)));
  return { v: 1, seq, at, monotonicMs, bootId, clock, ...happening };
}

function range(sql: Statements): JournalRange {
  const row = sql.one('SELECT epoch, tail, head, acked FROM journal_range');
  return {
    epoch: String(row?.epoch),
    tail: Number(row?.tail),
    head: Number(row?.head),
    acked: Number(row?.acked),
  };
}

/**
 * The clock's floor: the time of the last commit that wrote, milliseconds since 1970. The newest event carries it; a
 * commit without events writes it by `writeFloor`.
 */
export function readFloor(sql: Statements): number {
  const row = sql.one(
    `SELECT floor_ms, floor_seq, seq, at FROM journal_state LEFT JOIN journal ON seq = (SELECT max(seq) FROM journal)`,
  );
  const newest = row?.seq === null || row?.seq === undefined ? 0 : Number(row.seq);
  return newest > Number(row?.floor_seq) ? parseTime(String(row?.at)) : Number(row?.floor_ms);
}

export function writeFloor(sql: Statements, floorMs: number): void {
  sql.run('UPDATE journal_state SET floor_ms = ?, floor_seq = (SELECT head FROM journal_range)', floorMs);
}

/** Deletes acknowledged events older than `beforeMs`; their numbers stay used up. */
export function forgetEvents(sql: Statements, beforeMs: number): void {
  sql.run('UPDATE journal_state SET head = (SELECT head FROM journal_range)');
  sql.run('DELETE FROM journal WHERE at < ? AND seq <= (SELECT acked FROM journal_state)', isoTime(beforeMs));
}

/** The journal's part of a transaction; `onAppend` hears each event before the commit. */
export function journalTx(sql: Statements, now: () => Moment, onAppend: (event: JournalEvent) => void): Tx['journal'] {
  return {
    append: (happening) => {
      const event = append(sql, now(), happening);
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
