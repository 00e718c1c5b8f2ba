import type { Cancel, Clock, Log, LogEvent, Scheduler } from '../controller/ports.ts';

type Fields = Readonly<Record<string, unknown>>;
type Level = 'warn' | 'error';

/** In each minute so many warnings or errors of one event are written as they come. */
export const LINES_A_MINUTE = 20;
const MINUTE_MS = 60_000;

interface Minute {
  lines: number;
  /** Lines of this event that were not written. */
  unsaid: number;
  last: { readonly level: Level; readonly fields: Fields } | undefined;
  endsMs: number;
  cancel: Cancel;
}

export interface ThinLogNeeds {
  readonly log: Log;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

/**
 * A flood of one kind of trouble (somebody floods the broker, a cable has no contact) must not fill the disk by way of the
 * log: of each event 20 lines a minute are written, and at the minute's end the last one, with how many were `unsaid`.
 * What goes well is not thinned: nobody outside can make it come faster than doors move.
 */
export class ThinLog implements Log {
  readonly #needs: ThinLogNeeds;
  readonly #minutes = new Map<LogEvent, Minute>();

  constructor(needs: ThinLogNeeds) {
    this.#needs = needs;
  }

  info(event: LogEvent, fields?: Fields): void {
    this.#needs.log.info(event, fields);
  }

  warn(event: LogEvent, fields: Fields = {}): void {
    this.#thin('warn', event, fields);
  }

  error(event: LogEvent, fields: Fields = {}): void {
    this.#thin('error', event, fields);
  }

  #thin(level: Level, event: LogEvent, fields: Fields): void {
    const minute = this.#minuteOf(event);
    minute.lines += 1;
    if (minute.lines <= LINES_A_MINUTE) return this.#needs.log[level](event, fields);
    minute.unsaid += 1;
    minute.last = { level, fields };
  }

  #minuteOf(event: LogEvent): Minute {
    const { clock, scheduler } = this.#needs;
    const { monotonicMs } = clock.read();
    const running = this.#minutes.get(event);
    if (running && monotonicMs < running.endsMs) return running;
    this.#end(event);
    const cancel = scheduler.after(MINUTE_MS, () => this.#end(event));
    const begun = { lines: 0, unsaid: 0, last: undefined, endsMs: monotonicMs + MINUTE_MS, cancel };
    this.#minutes.set(event, begun);
    return begun;
  }

  #end(event: LogEvent): void {
    const minute = this.#minutes.get(event);
    if (!minute) return;
    this.#minutes.delete(event);
    minute.cancel();
    const { last, unsaid } = minute;
    if (last) this.#needs.log[last.level](event, { ...last.fields, unsaid });
  }

  /** Says what is still unsaid, and leaves no timer. */
  stop(): void {
    for (const event of [...this.#minutes.keys()]) this.#end(event);
  }
}
