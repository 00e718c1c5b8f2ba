import type { Command } from '../contract/messages.ts';
import type { JournalEvent } from '../core/event.ts';
import type { HubDatabase } from './hub-database.ts';

export type CommandResult = Extract<JournalEvent, { type: 'command.done' | 'command.refused' | 'command.unknown' }>;

export const isCommandResult = (event: JournalEvent): event is CommandResult =>
  event.type === 'command.done' || event.type === 'command.refused' || event.type === 'command.unknown';

/** Every command that was sent, and what the locker said became of it. */
export class CommandLog {
  readonly #db: HubDatabase;

  constructor(db: HubDatabase) {
    this.#db = db;
  }

  add(lockerId: string, sentAt: string, command: Command): void {
    const sql = 'INSERT INTO commands (id, locker, sent_at, command) VALUES (?, ?, ?, ?)';
    this.#db.run(sql, command.id, lockerId, sentAt, JSON.stringify(command));
  }

  /** The first result stands. */
  setResult(lockerId: string, event: CommandResult): void {
    const sql = 'UPDATE commands SET result = ? WHERE id = ? AND locker = ? AND result IS NULL';
    this.#db.run(sql, JSON.stringify(event), event.data.commandId, lockerId);
  }

  result(id: string): CommandResult | undefined {
    const row = this.#db.one<{ result: string | null }>('SELECT result FROM commands WHERE id = ?', id);
    return row?.result ? (JSON.parse(row.result) as CommandResult) : undefined;
  }
}
