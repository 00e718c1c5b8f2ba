import type { LogEvent } from '../../src/controller/log-events.ts';
import type { Log } from '../../src/controller/ports.ts';

export class RecordingLog implements Log {
  readonly lines: { level: string; event: LogEvent; fields: Readonly<Record<string, unknown>> }[] = [];

  info(event: LogEvent, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ level: 'info', event, fields });
  }

  warn(event: LogEvent, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ level: 'warn', event, fields });
  }

  error(event: LogEvent, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ level: 'error', event, fields });
  }

  of(event: LogEvent): Readonly<Record<string, unknown>>[] {
    return this.lines.filter((line) => line.event === event).map((line) => line.fields);
  }
}
