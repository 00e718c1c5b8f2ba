import { once } from 'node:events';
import { get } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import type { ScreenInput, ScreenState } from '../../src/core/screen.ts';

const LIMIT_MS = 5_000;

/** The page's part, with each POST in one packet on a connection that stays open: a browser does no better. */
export class BenchScreen {
  readonly #url: URL;
  readonly #socket: Socket;
  #token = '';
  #shown: ScreenState['view']['name'] | undefined;
  #changed: () => void = () => {};
  #leave: () => void = () => {};

  private constructor(url: URL) {
    this.#url = url;
    this.#socket = createConnection({ host: url.hostname, port: Number(url.port), noDelay: true });
  }

  static async open(url: string): Promise<BenchScreen> {
    const screen = new BenchScreen(new URL(url));
    await once(screen.#socket, 'connect');
    screen.#listen();
    await screen.#until(() => screen.#shown !== undefined, 'the first message');
    return screen;
  }

  #listen(): void {
    let rest = '';
    const request = get(new URL('stream', this.#url), (answer) => {
      answer.setEncoding('utf8').on('data', (text: string) => {
        const messages = (rest + text).split('\n\n');
        rest = messages.pop() ?? '';
        for (const message of messages) this.#take(message);
      });
      answer.on('error', () => {});
    });
    request.on('error', () => {});
    this.#leave = () => request.destroy();
  }

  #take(message: string): void {
    const event = /^event: (.*)$/m.exec(message)?.[1];
    if (event === 'alive') return;
    const data: unknown = JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? '');
    if (event === 'hello') {
      const { token, hello } = data as { token: string; hello: { state: ScreenState } };
      this.#token = token;
      this.#shown = hello.state.view.name;
    } else this.#shown = (data as ScreenState).view.name;
    this.#changed();
  }

  /** Waits until the screen shows that. */
  see(name: ScreenState['view']['name']): Promise<void> {
    return this.#until(() => this.#shown === name, `"${name}"`);
  }

  #until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`waited for ${what}; it shows "${this.#shown}"`)), LIMIT_MS);
      this.#changed = () => {
        if (!holds()) return;
        clearTimeout(limit);
        this.#changed = () => {};
        resolve();
      };
    });
  }

  async do(input: ScreenInput): Promise<void> {
    const body = JSON.stringify(input);
    const head = [
      'POST /input HTTP/1.1',
      `Host: ${this.#url.host}`,
      `Origin: ${this.#url.origin}`,
      'Content-Type: application/json',
      `X-Larder-Token: ${this.#token}`,
      `Content-Length: ${body.length}`,
    ];
    const answered = once(this.#socket, 'data') as Promise<[Buffer]>;
    this.#socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    const [answer] = await answered;
    if (!answer.toString('latin1').startsWith('HTTP/1.1 204')) throw new Error(`refused: ${answer.toString('utf8')}`);
  }

  async type(digits: string): Promise<void> {
    for (const digit of digits) await this.do({ kind: 'digit', digit } as ScreenInput);
  }

  leave(): void {
    this.#leave();
    this.#socket.destroy();
  }
}
