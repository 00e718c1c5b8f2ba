import type { Digit, ScreenInput, ScreenState, View, ViewName } from '../../core/screen.ts';

interface Hello {
  readonly token: string;
  readonly hello: { readonly state: ScreenState };
}

/** Uses the page's own endpoints, as the page does: hears the stream, posts inputs. */
export class PageVisitor {
  readonly #url: string;
  readonly #leave = new AbortController();
  readonly #waiting = new Set<() => void>();
  /** Hears everything that the page was told to show from now on. */
  onView: (view: View) => void = () => {};
  #token = '';
  #state: ScreenState | undefined;

  private constructor(url: string) {
    this.#url = url;
  }

  /** Resolves once the page's first message is there. */
  static async arrive(url: string): Promise<PageVisitor> {
    const visitor = new PageVisitor(url);
    const answer = await fetch(new URL('stream', url), { signal: visitor.#leave.signal });
    if (!answer.ok || !answer.body) throw new Error(`The page's stream answers ${answer.status}.`);
    void visitor.#listen(answer.body).catch(() => {});
    await visitor.#until(() => visitor.#state !== undefined, 5_000, 'the first state');
    return visitor;
  }

  async #listen(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    const text = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>);
    for await (const chunk of text) {
      const messages = (rest + chunk).split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#take(message);
    }
  }

  #take(message: string): void {
    const event = /^event: (.*)$/m.exec(message)?.[1];
    const data = /^data: (.*)$/m.exec(message)?.[1] ?? '';
    if (event === 'hello') {
      const { token, hello } = JSON.parse(data) as Hello;
      this.#token = token;
      this.#state = hello.state;
    } else if (event === 'state') this.#state = JSON.parse(data) as ScreenState;
    if (this.#state) this.onView(this.#state.view);
    for (const check of [...this.#waiting]) check();
  }

  get view(): View {
    if (!this.#state) throw new Error('The page has not said anything.');
    return this.#state.view;
  }

  /** The next view of that name (or the present one). Rejects after the deadline, saying what was shown instead. */
  async see<N extends ViewName>(
    name: N,
    where: (view: Extract<View, { name: N }>) => boolean = () => true,
    deadlineMs = 8_000,
  ): Promise<Extract<View, { name: N }>> {
    const matches = (): boolean => this.view.name === name && where(this.view as Extract<View, { name: N }>);
    await this.#until(matches, deadlineMs, `"${name}" on the screen`);
    return this.view as Extract<View, { name: N }>;
  }

  #until(condition: () => boolean, deadlineMs: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (condition()) settle(resolve);
      };
      const timer = setTimeout(
        () =>
          settle(() =>
            reject(new Error(`waited ${deadlineMs} ms for ${what}; it shows ${JSON.stringify(this.#state?.view)}`)),
          ),
        deadlineMs,
      );
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        then();
      };
      this.#waiting.add(check);
      check();
    });
  }

  async do(input: ScreenInput): Promise<void> {
    const answer = await fetch(new URL('input', this.#url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: new URL(this.#url).origin,
        'x-larder-token': this.#token,
      },
      body: JSON.stringify(input),
    });
    if (answer.status !== 204) throw new Error(`The page refused an input: ${answer.status} ${await answer.text()}`);
  }

  async type(digits: string): Promise<void> {
    for (const digit of digits) await this.do({ kind: 'digit', digit: digit as Digit });
  }

  /** `page`: where the member comes to; a cabinet that has doors to check shows those first. */
  async signIn(number: string, secret: string, page: 'staff-orders' | 'staff-doors' = 'staff-orders'): Promise<void> {
    await this.do({ kind: 'help' });
    await this.do({ kind: 'staff' });
    await this.type(number + secret);
    await this.see(page);
  }

  /** Loads one order; somebody else's hands close the door. Returns its compartment. */
  async load(orderId: string): Promise<number> {
    await this.see('staff-orders', (view) => view.orders.some((order) => order.orderId === orderId));
    await this.do({ kind: 'load-order', orderId });
    const loading = await this.see('loading', (view) => view.order.orderId === orderId);
    if (loading.askEmpty) await this.do({ kind: 'was-empty', empty: true });
    await this.see('staff-orders', (view) => view.justStored?.orderId === orderId);
    return loading.compartment;
  }

  leave(): void {
    this.#leave.abort();
  }
}
