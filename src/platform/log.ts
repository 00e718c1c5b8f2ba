import { type Logger, pino } from 'pino';
import type { Log, LogEvent } from '../controller/ports.ts';

/** Field names that never reach the log, wherever they stand. */
const SECRET_FIELDS = [
  'code',
  'codeMac',
  'mac',
  'secret',
  'secretMac',
  'key',
  'codeKey',
  'ticket',
  'token',
  'd',
  'password',
];

/** JSON lines on standard error, for journald. */
export class PinoLog implements Log {
  readonly #pino: Logger;

  constructor(level: string) {
    const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
    this.#pino = pino(
      { level, base: null, redact: { paths, censor: '[redacted]' } },
      pino.destination({ fd: 2, sync: true }),
    );
  }

  info(event: LogEvent, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#pino.info({ event, ...fields });
  }

  warn(event: LogEvent, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#pino.warn({ event, ...fields });
  }

  error(event: LogEvent, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#pino.error({ event, ...fields });
  }
}
