import type { PublicKey } from '../contract/jws.ts';
import type { Health, Status } from '../contract/messages.ts';
import type { ClockReading } from '../core/clock.ts';
import type { HubDatabase } from './hub-database.ts';

/** A connection of the locker, with its monotonic clock paired to the hub's. */
export interface Session {
  readonly nonce: string;
  readonly connection: number;
  /** The locker's monotonic clock when it signed, and the hub's when that arrived, milliseconds. */
  readonly lockerMs: number;
  readonly hubMs: number;
  readonly hubBoot: string;
}

export interface LockerRecord {
  readonly id: string;
  readonly codeKey: Uint8Array;
  /** RFC 7638 thumbprint of the pinned device key, or null before its first status. */
  readonly fingerprint: string | null;
  readonly deviceJwk: PublicKey | null;
  readonly online: boolean;
  readonly connection: number;
  readonly session: Session | null;
  readonly epoch: string | null;
  readonly status: Status | null;
  readonly health: Health | null;
}

interface Row {
  id: string;
  code_key: Uint8Array;
  fingerprint: string | null;
  device_jwk: string | null;
  online: number;
  connection: number;
  nonce: string | null;
  locker_ms: number | null;
  hub_ms: number | null;
  hub_boot: string | null;
  epoch: string | null;
  status: string | null;
  health: string | null;
}

const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

function sessionOf(row: Row): Session | null {
  const { nonce, connection, locker_ms: lockerMs, hub_ms: hubMs, hub_boot: hubBoot } = row;
  if (nonce === null || lockerMs === null || hubMs === null || hubBoot === null) return null;
  return { nonce, connection, lockerMs, hubMs, hubBoot };
}

/** The lockers that the hub answers to, what it pinned of each, and their last word. */
export class LockerBook {
  readonly #db: HubDatabase;

  constructor(db: HubDatabase) {
    this.#db = db;
  }

  /** False when there is one of that id. */
  add(id: string, codeKey: Uint8Array): boolean {
    return this.#db.run('INSERT INTO lockers (id, code_key) VALUES (?, ?) ON CONFLICT DO NOTHING', id, codeKey) === 1;
  }

  ids(): readonly string[] {
    return this.#db.all<{ id: string }>('SELECT id FROM lockers ORDER BY id').map((row) => row.id);
  }

  get(id: string): LockerRecord | undefined {
    const row = this.#db.one<Row>('SELECT * FROM lockers WHERE id = ?', id);
    return (
      row && {
        id: row.id,
        codeKey: row.code_key,
        fingerprint: row.fingerprint,
        deviceJwk: parsed<PublicKey>(row.device_jwk),
        online: row.online === 1,
        connection: row.connection,
        session: sessionOf(row),
        epoch: row.epoch,
        status: parsed<Status>(row.status),
        health: parsed<Health>(row.health),
      }
    );
  }

  /** Only this device key is believed from now on; null: the first that it shows. `jwk` is null until it has shown it. */
  pin(id: string, fingerprint: string | null, jwk: PublicKey | null): void {
    const sql = 'UPDATE lockers SET fingerprint = ?, device_jwk = ? WHERE id = ?';
    this.#db.run(sql, fingerprint, jwk && JSON.stringify(jwk), id);
  }

  setStatus(id: string, status: Status): void {
    const epoch = status.journal?.epoch ?? null;
    const sql = 'UPDATE lockers SET online = ?, status = ?, epoch = coalesce(?, epoch) WHERE id = ?';
    this.#db.run(sql, status.online ? 1 : 0, JSON.stringify(status), epoch, id);
  }

  /** A session begins, its clock paired: `arrived` is the hub's clock when the signed monotonic time came in. */
  beginSession(id: string, nonce: string, connection: number, lockerMs: number, arrived: ClockReading): void {
    const sql = 'UPDATE lockers SET nonce = ?, connection = ?, locker_ms = ?, hub_ms = ?, hub_boot = ? WHERE id = ?';
    this.#db.run(sql, nonce, connection, lockerMs, arrived.monotonicMs, arrived.bootId, id);
  }

  endSession(id: string): void {
    this.#db.run('UPDATE lockers SET nonce = NULL, locker_ms = NULL WHERE id = ?', id);
  }

  setHealth(id: string, health: Health): void {
    this.#db.run('UPDATE lockers SET health = ? WHERE id = ?', JSON.stringify(health), id);
  }

  /** What the locker ought to know has changed and is not published yet. */
  touch(id: string): void {
    this.#db.run('UPDATE lockers SET wanted = wanted + 1 WHERE id = ?', id);
  }

  wanted(id: string): number {
    return this.#db.one<{ wanted: number }>('SELECT wanted FROM lockers WHERE id = ?', id)?.wanted ?? 0;
  }

  setPublished(id: string, wanted: number): void {
    this.#db.run('UPDATE lockers SET published = max(published, ?) WHERE id = ?', wanted, id);
  }

  /** The lockers whose changes nobody has published. */
  unpublished(): readonly string[] {
    const sql = 'SELECT id FROM lockers WHERE published < wanted ORDER BY id';
    return this.#db.all<{ id: string }>(sql).map((row) => row.id);
  }
}
