/** Our own open line protocol (docs/larder-line.md): one board a line, requests matched by id, events counted. */
import * as z from 'zod';
import type { Random } from '../../controller/ports.ts';
import type { DoorState } from '../../core/opening.ts';
import {
  type BoardDriver,
  type Decoded,
  defineDialect,
  type Frame,
  type LineDriver,
  type News,
  type Request,
  WHATEVER_IS_IN_FLIGHT,
} from './board.ts';
import { CappedLines, type Line } from './capped-lines.ts';
import { type BoardLine, MAX_NUMBER, parseLine, requestLine } from './larder-line-grammar.ts';

/** Usual pulse of a board, milliseconds (docs/larder-line.md, Timing); the board itself times it. */
const USUAL_PULSE_MS = 300;

const settings = z.strictObject({
  id: z.string().min(1).max(40),
  dialect: z.literal('larder-line'),
  channels: z.int().min(1).max(80).describe('locks the board has'),
  replyMs: z.int().min(20).max(2000).default(200).describe('the board answers within; the protocol says 50 ms'),
});
type LarderLineSettings = z.output<typeof settings>;

const DOORS: Readonly<Record<string, DoorState>> = { c: 'closed', o: 'open', '-': 'unknown' };

type Verb = 'hello' | 'unlock' | 'doors';

class LarderLine implements LineDriver {
  readonly boards: readonly BoardDriver[];
  readonly #settings: LarderLineSettings;
  readonly #lines = new CappedLines();
  #nextId: number;
  #isGreeted = false;
  #lastCount: number | undefined;

  /** Ids begin anywhere, so that a restarted host repeats none that the board may remember. */
  constructor(settings: LarderLineSettings, random: Random) {
    this.#settings = settings;
    this.#nextId = 1 + Math.floor(random.uniform() * MAX_NUMBER);
    this.boards = [
      {
        id: settings.id,
        pulseMs: USUAL_PULSE_MS,
        poll: () => this.#request(this.#isGreeted ? 'doors' : 'hello'),
        unlock: (channel) => this.#unlock(channel),
      },
    ];
  }

  greetings(): readonly Request[] {
    this.#isGreeted = false;
    this.#lastCount = undefined;
    return [this.#request('hello')];
  }

  push(chunk: Uint8Array, awaited: string | null): Decoded {
    const { lines, cutBytes } = this.#lines.push(chunk);
    const decoded = lines.map((line) => this.#decode(line, awaited));
    return {
      frames: decoded.flatMap(({ frames }) => frames),
      discardedBytes: decoded.reduce((sum, { discardedBytes }) => sum + discardedBytes, cutBytes),
    };
  }

  /** Between the bytes of a line there is no limit. */
  quiet(): Decoded {
    return { frames: [], discardedBytes: 0 };
  }

  reset(): number {
    return this.#lines.reset();
  }

  #unlock(channel: number): Request {
    const { id, channels } = this.#settings;
    if (!Number.isInteger(channel) || channel < 1 || channel > channels) {
      throw new RangeError(`board ${id} has channels 1 to ${channels}, not ${channel}`);
    }
    return this.#request('unlock', String(channel));
  }

  #request(verb: Verb, ...args: readonly string[]): Request {
    const id = this.#nextId;
    this.#nextId = id >= MAX_NUMBER ? 1 : id + 1;
    return { bytes: requestLine(id, verb, ...args), key: `${id} ${verb}`, replyMs: this.#settings.replyMs };
  }

  #decode({ text, length }: Line, awaited: string | null): Decoded {
    const parsed = parseLine(text);
    if (parsed === undefined) {
      // A broken event is a missed one.
      const missed: Frame = { answers: null, news: { kind: 'missed', board: this.#settings.id }, length: 0 };
      return { frames: text.startsWith('!') ? [missed] : [], discardedBytes: length };
    }
    const { line, noise } = parsed;
    const [first, ...others] = line.kind === 'event' ? this.#event(line) : [this.#reply(line, awaited)];
    const frames = first === undefined ? [] : [{ ...first, length: length - noise }, ...others];
    return { frames, discardedBytes: first === undefined ? length : noise };
  }

  #event({ count, verb, fields }: BoardLine & { kind: 'event' }): Frame[] {
    const board = this.#settings.id;
    // What was counted before the first event heard is not known: others may have been missed.
    const isNext = this.#lastCount !== undefined && count === (this.#lastCount + 1) % (MAX_NUMBER + 1);
    this.#lastCount = count;
    const [lock = '', state] = fields;
    const isDoor = verb === 'door' && fields.length === 2 && /^[1-9]\d?$/.test(lock);
    const news: News[] = [];
    if (isDoor && (state === 'open' || state === 'closed')) {
      news.push({ kind: 'door', board, channel: Number(lock), door: state });
    }
    if (!isNext) news.push({ kind: 'missed', board });
    return news.map((item) => ({ answers: null, news: item, length: 0 }));
  }

  #reply(line: BoardLine & { kind: 'ok' | 'err' }, awaited: string | null): Frame {
    const board = this.#settings.id;
    if (line.id === 0 && line.kind === 'err') {
      const reason = `the board could not read a request (${line.code})`;
      const news: News = awaited?.endsWith(' unlock')
        ? { kind: 'unlock', board, answer: 'refused', reason: line.code }
        : { kind: 'trouble', board, reason };
      return { answers: WHATEVER_IS_IN_FLIGHT, news, length: 0 };
    }
    const [id, verb] = awaited?.split(' ') ?? [];
    if (String(line.id) !== id) return { answers: `${line.id} late`, news: { kind: 'alive', board }, length: 0 };
    return { answers: awaited, news: this.#answerTo(verb as Verb, line), length: 0 };
  }

  #answerTo(verb: Verb, line: BoardLine & { kind: 'ok' | 'err' }): News {
    const board = this.#settings.id;
    if (verb === 'unlock') {
      return line.kind === 'ok'
        ? { kind: 'unlock', board, answer: 'accepted' }
        : { kind: 'unlock', board, answer: 'refused', reason: line.code };
    }
    if (line.kind === 'err')
      return { kind: 'trouble', board, reason: `${verb} was refused: ${line.code} ${line.text}` };
    return verb === 'hello' ? this.#greet(line.fields) : this.#doors(line.fields);
  }

  #greet(fields: readonly string[]): News {
    const board = this.#settings.id;
    const [name, version] = fields;
    const detail = fields.join(' ');
    if (name !== 'larder-line' || version !== '1') {
      return { kind: 'unfit', board, reason: `speaks "${detail}", not "larder-line 1"` };
    }
    const locks = Number(fields.find((field) => field.startsWith('locks='))?.slice('locks='.length));
    if (locks < this.#settings.channels) {
      return { kind: 'unfit', board, reason: `has ${locks} locks; the settings say ${this.#settings.channels}` };
    }
    this.#isGreeted = true;
    return { kind: 'alive', board, detail };
  }

  #doors(fields: readonly string[]): News {
    const board = this.#settings.id;
    const [letters = ''] = fields;
    if (fields.length !== 1 || !/^[co-]+$/.test(letters)) {
      return { kind: 'trouble', board, reason: `doors answered "${fields.join(' ')}"` };
    }
    return { kind: 'doors', board, doors: Array.from(letters, (letter) => DOORS[letter] ?? 'unknown') };
  }
}

export const larderLine = defineDialect({
  name: 'larder-line',
  settings,
  baud: 115_200,
  check: (boards) =>
    boards.slice(1).map((_, other) => {
      const message = 'larder-line is point to point: one board a line; give this one a bus of its own';
      return { at: other + 1, key: 'dialect', message };
    }),
  make: ([board, ...others], random) => {
    if (board === undefined || others.length > 0) throw new Error('larder-line has one board a line');
    return new LarderLine(board, random);
  },
});
