/**
 * One line with its boards: opens it, greets, polls the doors, notices silence, passes unlocks on.
 *
 *     Connection ──bytes──▶ Exchange ──news──▶ here ──▶ LineEvents (door changes)
 *         ▲ restart           ▲  ▲
 *         └── N silent polls ─┘  └── DoorPoller, unlock()
 */
import type { BusCounters, Clock, Log, Random, Scheduler } from '../controller/ports.ts';
import type { DoorState } from '../core/opening.ts';
import type { BoardDriver, Dialect, LineDriver, News } from './boards/board.ts';
import { DIALECTS } from './boards/dialects.ts';
import type { Outcome } from './bus/ask.ts';
import { Connection } from './bus/connection.ts';
import { Discards } from './bus/discards.ts';
import { EchoFilter } from './bus/echo.ts';
import { Exchange } from './bus/exchange.ts';
import type { OpenTransport } from './bus/open-transport.ts';
import { PRIORITY } from './bus/queue.ts';
import { DoorPoller } from './door-poller.ts';
import type { BusConfig } from './settings.ts';

interface LineEvents {
  door(board: string, channel: number, door: DoorState): void;
  /** The board did not answer N polls in a row: nothing is known of its doors. */
  silent(board: string): void;
}

export interface LineParts {
  readonly bus: BusConfig;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: Log;
  readonly openTransport: OpenTransport;
  readonly events: LineEvents;
}

export interface LineUnlock {
  readonly waitMs: number;
  readonly onWrite: () => void;
  readonly done: (outcome: Outcome) => void;
}

function dialectOf(bus: BusConfig): Dialect {
  const name = bus.boards[0]?.dialect ?? '';
  const dialect = DIALECTS.get(name);
  if (dialect === undefined) throw new Error(`bus ${bus.id}: no dialect "${name}"`);
  return dialect;
}

export class BoardLine {
  readonly #parts: LineParts;
  readonly #driver: LineDriver;
  readonly #boards: ReadonlyMap<string, BoardDriver>;
  readonly #connection: Connection;
  readonly #exchange: Exchange;
  readonly #poller: DoorPoller;
  readonly #discards: Discards;
  /** Board → polls in a row without an answer. */
  readonly #silentPolls = new Map<string, number>();
  readonly #unfit = new Set<string>();
  readonly #said = new Map<string, string>();
  /** Polls in a row on an open line that brought not one byte, or that the system did not even take. */
  #deafPolls = 0;
  #troubles = 0;

  constructor(parts: LineParts) {
    const { bus, clock, scheduler, log, random } = parts;
    const dialect = dialectOf(bus);
    const baud = bus.transport.baud ?? dialect.baud;
    this.#parts = parts;
    this.#driver = dialect.make(bus.boards, random);
    this.#boards = new Map(this.#driver.boards.map((board) => [board.id, board]));
    this.#discards = new Discards(bus.id, clock, log);
    this.#connection = new Connection({
      bus: bus.id,
      open: () => parts.openTransport(bus.transport, baud),
      clock,
      scheduler,
      random,
      log,
      events: {
        opened: () => this.#opened(),
        bytes: (chunk) => this.#exchange.hear(chunk),
        lost: () => this.#exchange.close(),
      },
    });
    this.#exchange = new Exchange({
      driver: this.#driver,
      echo: new EchoFilter(bus.echo),
      baud,
      clock,
      scheduler,
      write: (bytes, done) => this.#connection.write(bytes, done),
      events: {
        news: (news) => this.#learn(news),
        discarded: (bytes) => this.#discards.add(bytes),
        echo: () =>
          log.info('echo', { bus: bus.id, message: 'the adapter hears its own transmission: it is stripped' }),
      },
    });
    this.#poller = new DoorPoller({
      boards: [...this.#boards.keys()],
      clock,
      scheduler,
      ask: (board, isWanted, finished) => this.#poll(board, isWanted, finished),
    });
  }

  start(): void {
    this.#connection.start();
    this.#poller.start();
  }

  async stop(): Promise<void> {
    this.#poller.stop();
    await this.#exchange.stop();
    await this.#connection.stop();
    this.#exchange.close();
  }

  /** The frame leaves in this very tick if the line is idle. Never repeated. */
  unlock(board: string, channel: number, unlock: LineUnlock): void {
    const driver = this.#boards.get(board);
    if (driver === undefined || this.#unfit.has(board)) {
      unlock.done({ kind: 'not-sent', reason: 'down' });
      return;
    }
    this.#exchange.ask({
      request: driver.unlock(channel),
      priority: PRIORITY.unlock,
      waitMs: unlock.waitMs,
      onWrite: unlock.onWrite,
      done: (outcome) => {
        unlock.done(outcome);
        this.#poller.askSoon(board);
      },
    });
  }

  get isOpen(): boolean {
    return this.#connection.state === 'open';
  }

  get poller(): Pick<DoorPoller, 'watch' | 'relax' | 'hush' | 'endHush'> {
    return this.#poller;
  }

  pulseMs(board: string): number {
    return this.#boards.get(board)?.pulseMs ?? 0;
  }

  counters(): BusCounters {
    const { heardAtMs, timeouts } = this.#exchange;
    const { state, errors, attempts } = this.#connection;
    const isUp = state === 'open' && heardAtMs !== undefined;
    return {
      state: isUp ? 'up' : state === 'down' ? 'down' : 'opening',
      attempts: attempts + this.#exchange.attempts,
      errors: errors + this.#troubles,
      timeouts,
      discardedBytes: this.#discards.total,
      lastHeardMsAgo: heardAtMs === undefined ? null : Math.round(this.#parts.clock.read().monotonicMs - heardAtMs),
    };
  }

  #opened(): void {
    this.#deafPolls = 0;
    this.#unfit.clear();
    this.#exchange.open();
    const greetings = this.#driver.greetings();
    for (const [at, request] of greetings.entries()) {
      const done = (outcome: Outcome): void => {
        if (at < greetings.length - 1 || outcome.kind === 'not-sent') return;
        for (const board of this.#boards.keys()) this.#poller.askSoon(board);
      };
      this.#exchange.ask({ request, priority: PRIORITY.doors, isProbe: at === 0, done });
    }
  }

  #poll(board: string, isWanted: () => boolean, finished: (wasWritten: boolean) => void): void {
    const driver = this.#boards.get(board);
    if (driver === undefined) return;
    const { heardAtMs } = this.#exchange;
    this.#exchange.ask({
      request: driver.poll(),
      priority: PRIORITY.doors,
      isWanted,
      done: (outcome) => {
        this.#count(board, outcome, this.#exchange.heardAtMs !== heardAtMs);
        finished(outcome.kind !== 'not-sent');
      },
    });
  }

  #count(board: string, outcome: Outcome, wasHeard: boolean): void {
    const { silentPolls } = this.#parts.bus;
    if (outcome.kind === 'answered' && outcome.news.kind !== 'trouble' && outcome.news.kind !== 'unfit') {
      this.#silentPolls.set(board, 0);
      this.#deafPolls = 0;
      return;
    }
    if (outcome.kind === 'not-sent' && outcome.reason !== 'down') return;
    const silent = (this.#silentPolls.get(board) ?? 0) + 1;
    this.#silentPolls.set(board, silent);
    if (silent === silentPolls) this.#parts.events.silent(board);
    this.#deafPolls = wasHeard && this.#exchange.isTaken ? 0 : this.#deafPolls + 1;
    if (outcome.kind !== 'silent' || this.#deafPolls < silentPolls * this.#boards.size) return;
    const what = this.#exchange.isTaken ? 'nothing was heard' : 'the port took no bytes, or nothing was heard,';
    this.#connection.restart(`${what} in ${this.#deafPolls} polls`);
  }

  #learn(news: News): void {
    const { events } = this.#parts;
    switch (news.kind) {
      case 'doors':
        for (const [at, door] of news.doors.entries()) events.door(news.board, at + 1, door);
        break;
      case 'door':
        events.door(news.board, news.channel, news.door);
        break;
      case 'missed':
        this.#poller.askSoon(news.board);
        break;
      case 'alive':
        this.#unfit.delete(news.board);
        if (news.detail !== undefined) this.#say('info', 'bus-opened', news.board, news.detail);
        break;
      case 'unfit':
        this.#unfit.add(news.board);
        events.silent(news.board);
        this.#troubles += 1;
        this.#say('error', 'bus-lost', news.board, news.reason);
        break;
      case 'trouble':
        this.#troubles += 1;
        this.#say('warn', 'bus-lost', news.board, news.reason);
        break;
      case 'unlock':
        if (news.answer === 'refused') this.#troubles += 1;
        break;
    }
  }

  /** The same words of the same board once only. */
  #say(level: 'info' | 'warn' | 'error', event: 'bus-opened' | 'bus-lost', board: string, words: string): void {
    if (this.#said.get(board) === words) return;
    this.#said.set(board, words);
    this.#parts.log[level](event, { bus: this.#parts.bus.id, board, message: words });
  }
}
