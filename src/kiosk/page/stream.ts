/**
 *   daemon ──hello, state, alive──▶ link ──▶ the drawing
 *   daemon ◀──────POST /input───── send
 *
 * INVARIANT: whatever is drawn is at most 4.5 s older than the last word of the daemon; then `lost` is true, and only
 * a new hello (with that run's token) ends it.
 */
import type { ScreenHello, ScreenInput, ScreenState } from '../../core/screen.ts';

const SILENCE_MS = 4500;
const RETRY_MS = 1000;
const WATCH_MS = 250;
const POST_MS = 3000;
/** Two scans and some keys: more waits only while the daemon hangs, and is then worth nothing. */
const MAX_UNSENT = 64;

export interface Link {
  readonly hello: ScreenHello | null;
  readonly state: ScreenState | null;
  /** `performance.now()` when the state came: what counts down, counts from here. */
  readonly stateAtMs: number;
  readonly lost: boolean;
}

export const NO_LINK: Link = { hello: null, state: null, stateAtMs: 0, lost: false };

export class Stream {
  readonly #onChange: (link: Link) => void;
  #link: Link = NO_LINK;
  #token = '';
  readonly #unsent: ScreenInput[] = [];
  #source: EventSource | null = null;
  #heardMs = 0;
  #openedMs = 0;

  constructor(onChange: (link: Link) => void) {
    this.#onChange = onChange;
  }

  start(): void {
    this.#heardMs = performance.now();
    this.#open();
    setInterval(() => this.#watch(), WATCH_MS);
  }

  /** One after another: a burst of keys over several connections would arrive in any order. */
  send(input: ScreenInput): void {
    if (this.#link.lost || this.#token === '' || this.#unsent.length >= MAX_UNSENT) return;
    this.#unsent.push(input);
    if (this.#unsent.length === 1) void this.#post();
  }

  async #post(): Promise<void> {
    for (let input = this.#unsent[0]; input !== undefined; input = this.#unsent[0]) {
      const headers = { 'content-type': 'application/json', 'x-larder-token': this.#token };
      const signal = AbortSignal.timeout(POST_MS);
      try {
        await fetch('/input', { method: 'POST', headers, body: JSON.stringify(input), signal });
        this.#unsent.shift();
      } catch {
        // Needs no word of its own: the stream's silence says it within seconds. Keys pressed before are not replayed.
        this.#unsent.length = 0;
      }
    }
  }

  #open(): void {
    const source = new EventSource('/stream');
    this.#source = source;
    this.#openedMs = performance.now();
    source.addEventListener('hello', ({ data }) => {
      const { token, hello } = JSON.parse(data) as { token: string; hello: ScreenHello };
      this.#token = token;
      this.#heard({ hello, state: hello.state, stateAtMs: performance.now(), lost: false });
    });
    source.addEventListener('state', ({ data }) => {
      this.#heard({ ...this.#link, state: JSON.parse(data) as ScreenState, stateAtMs: performance.now() });
    });
    source.addEventListener('alive', () => {
      this.#heardMs = performance.now();
    });
    source.addEventListener('error', () => {
      source.close();
      if (this.#source === source) this.#source = null;
    });
  }

  #heard(link: Link): void {
    this.#heardMs = performance.now();
    this.#change(link);
  }

  #watch(): void {
    const nowMs = performance.now();
    const silent = nowMs - this.#heardMs > SILENCE_MS;
    if (silent && !this.#link.lost) this.#change({ ...this.#link, lost: true });
    // A daemon that hangs accepts connections and says nothing: such a connection is given up as well.
    if (silent && this.#source !== null && nowMs - this.#openedMs > SILENCE_MS) {
      this.#source.close();
      this.#source = null;
    }
    if (this.#source === null && nowMs - this.#openedMs > RETRY_MS) this.#open();
  }

  #change(link: Link): void {
    this.#link = link;
    this.#onChange(link);
  }
}
