import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { CabinetFace } from '../../src/core/cabinet.ts';
import type { ScreenInput, ScreenState } from '../../src/core/screen.ts';
import { KioskServer } from '../../src/kiosk/kiosk-server.ts';
import { SeededRandom } from '../fakes/seeded-random.ts';
import { FakeTime } from '../fakes/time.ts';
import { RecordingLog } from '../hardware/log.ts';

const RECT = { x: 0, y: 0, width: 100, height: 100 };
const CABINET: CabinetFace = {
  ...{ site: { zh: '梧桐里', en: 'Wutong Lane' }, cabinetNumber: '0217', helpPhone: '400', timeZone: 'Asia/Shanghai' },
  ...{ defaultLanguage: 'zh', width: 100, height: 100, screen: RECT, doors: [] },
};
const PAGE = { path: '/', type: 'text/html; charset=utf-8', body: new TextEncoder().encode('<!doctype html>') };

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface SseMessage {
  readonly event: string;
  readonly data: unknown;
}

/** Reads server-sent events off a response, one after another. */
class Stream {
  readonly answer: IncomingMessage;
  readonly #messages: SseMessage[] = [];
  #text = '';
  #wake = (): void => {};
  ended = false;

  constructor(answer: IncomingMessage) {
    this.answer = answer;
    answer.setEncoding('utf8');
    answer.on('data', (chunk: string) => this.#add(chunk));
    answer.on('error', () => {});
    answer.on('close', () => {
      this.ended = true;
      this.#wake();
    });
  }

  #add(chunk: string): void {
    this.#text += chunk;
    for (let at = this.#text.indexOf('\n\n'); at >= 0; at = this.#text.indexOf('\n\n')) {
      const fields = new Map(
        this.#text
          .slice(0, at)
          .split('\n')
          .map((line) => line.split(/: (.*)/s, 2) as [string, string]),
      );
      this.#text = this.#text.slice(at + 2);
      this.#messages.push({ event: fields.get('event') ?? '', data: JSON.parse(fields.get('data') ?? 'null') });
    }
    this.#wake();
  }

  /** The next message; undefined once the stream has ended. */
  async next(): Promise<SseMessage | undefined> {
    while (this.#messages.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#messages.shift();
  }
}

/** The real server on a port of its own, with somebody at its socket who sends exactly what a test says. */
export class ScreenBench {
  readonly time = new FakeTime();
  readonly log = new RecordingLog();
  readonly inputs: ScreenInput[] = [];
  state: ScreenState = { view: { name: 'help' }, language: 'zh', largeType: false, nowMs: 1 };
  readonly server = new KioskServer({
    ...{ port: 0, page: [PAGE], cabinet: CABINET, log: this.log },
    ...{ scheduler: this.time.scheduler, random: new SeededRandom(1) },
  });
  readonly cabinet = CABINET;

  async start(): Promise<this> {
    await this.server.start({ input: (act) => this.inputs.push(act), current: () => this.state });
    return this;
  }

  get port(): number {
    return Number(new URL(this.server.url).port);
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** A request with just these headers and this body; `null` sends a header not at all. */
  async ask(method: string, path: string, headers: Record<string, string | null> = {}, body?: string): Promise<Answer> {
    const wanted = Object.entries({ host: this.host, ...headers }).filter(
      (pair): pair is [string, string] => pair[1] !== null,
    );
    const asked = request({
      port: this.port,
      host: '127.0.0.1',
      method,
      path,
      headers: Object.fromEntries(wanted),
      setHost: false,
    });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += chunk;
    return { status: answer.statusCode ?? 0, headers: answer.headers, text };
  }

  async stream(): Promise<Stream> {
    const asked = request({ port: this.port, host: '127.0.0.1', path: '/stream' });
    asked.end();
    asked.on('error', () => {});
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return new Stream(answer);
  }

  /** The token that this start of the daemon gave its page. */
  async token(): Promise<string> {
    const stream = await this.stream();
    const hello = await stream.next();
    stream.answer.destroy();
    return String((hello?.data as { token?: string } | undefined)?.token);
  }

  /** What the page itself sends along. */
  async own(): Promise<Record<string, string>> {
    return {
      origin: `http://${this.host}`,
      'content-type': 'application/json',
      'x-larder-token': await this.token(),
    };
  }
}
