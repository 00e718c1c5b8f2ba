import { type Logger, pino } from 'pino';
import type { Log, LogEvent } from '../controller/ports.ts';
import { bounded } from './bounded.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One JSON line an event on standard error, for journald; none has a secret in it, and none is longer than about 8 kB. */
export class PinoLog implements Log {
  readonly #pino: Logger;

  constructor(level: string) {
    const destination = pino.destination({ fd: 2, sync: true });
    // A log that cannot be written (its disk is full, its reader gone) loses lines; it must not end the daemon.
    destination.on('error', () => {});
    this.#pino = pino({ level, base: null }, destination);
  }

  info(event: LogEvent, fields: Fields = {}): void {
    this.#pino.info(line(event, fields));
  }

  warn(event: LogEvent, fields: Fields = {}): void {
    this.#pino.warn(line(event, fields));
  }

  error(event: LogEvent, fields: Fields = {}): void {
    this.#pino.error(line(event, fields));
  }
}

/** No field can pass for the event, or for what pino itself writes. */
function line(event: LogEvent, fields: Fields): Fields {
  const { event: _event, level: _level, time: _time, ...rest } = bounded(fields);
  return { event, ...rest };
}
