import {
  type BrokerLink,
  type CloseReason,
  type Connection,
  type LinkOptions,
  LinkRefusal,
  type OpenInfo,
} from '../../src/cloud/link.ts';

export interface BrokerMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** Who published it; null for the hub's side and `will:` + id for a will. */
  readonly from: string | null;
}

interface Client {
  readonly options: LinkOptions;
  readonly filters: Set<string>;
  readonly unsettled: Set<(error: Error) => void>;
  /** PUBACKs that the broker holds back. */
  readonly held: (() => void)[];
  inFlight: number;
  state: 'connecting' | 'open' | 'closed';
}

/**
 * A broker in memory: retained messages, wills, QoS 1, and knobs for what goes wrong. Nothing happens within a call:
 * all answers come as microtasks, so `await time.settle()` lets everything through. The locker's side is `link`, the
 * hub's side `subscribe` and `publish`.
 */
export class MemoryBroker {
  readonly link: BrokerLink = { connect: (options) => this.#connect(options) };
  readonly retained = new Map<string, string>();
  /** Everything that was ever published, in order, wills included. */
  readonly log: BrokerMessage[] = [];
  info: OpenInfo = { receiveMaximum: 20, maximumPacketBytes: 1_048_576, protocol: 'MQTT 5' };
  /** While set, no connection comes about. */
  refusing: CloseReason | null = null;
  /** A message for which this says true is PUBACKed and goes nowhere: a broker with its consumer away. */
  swallow: (message: BrokerMessage) => boolean = () => false;
  /** A PUBLISH or SUBSCRIBE for which this gives a code ≥ 0x80 is refused. */
  refuse: (topic: string) => number | null = () => null;
  connects = 0;
  maxInFlight = 0;

  #holding = false;
  readonly #clients = new Set<Client>();
  readonly #hub = new Set<{ readonly filter: string; readonly run: (message: BrokerMessage) => void }>();

  get connected(): readonly string[] {
    return [...this.#clients].filter((client) => client.state === 'open').map((client) => client.options.clientId);
  }

  /** The hub's side; retained messages come at once. Returns how to stop. */
  subscribe(filter: string, run: (message: BrokerMessage) => void): () => void {
    const entry = { filter, run };
    this.#hub.add(entry);
    for (const [topic, payload] of this.retained) {
      if (matches(filter, topic)) run({ topic, payload, retain: true, from: null });
    }
    return () => this.#hub.delete(entry);
  }

  publish(topic: string, payload: string, retain = false): void {
    this.#route({ topic, payload, retain, from: null });
  }

  /** The network fails under every client (or this one): their wills go out. */
  cut(clientId?: string, reason: CloseReason = { kind: 'lost', detail: 'cut' }): void {
    for (const client of [...this.#clients]) {
      if (clientId === undefined || client.options.clientId === clientId) this.#close(client, reason, true);
    }
  }

  /** While on, PUBACKs wait until it is off again. */
  hold(on: boolean): void {
    this.#holding = on;
    if (on) return;
    for (const client of this.#clients) for (const release of client.held.splice(0)) release();
  }

  #connect(options: LinkOptions): Connection {
    const client: Client = {
      ...{ options, filters: new Set(), unsettled: new Set(), held: [] },
      ...{ inFlight: 0, state: 'connecting' },
    };
    this.#clients.add(client);
    queueMicrotask(() => this.#open(client));
    return {
      publish: (topic, payload, { qos, retain }) =>
        this.#request(client, topic, qos === 1, () =>
          this.#route({ topic, payload, retain, from: options.clientId }, client),
        ),
      subscribe: (filters) =>
        this.#request(client, filters[0] ?? '', false, () => {
          for (const filter of filters) this.#addFilter(client, filter);
        }),
      end: () => this.#close(client, { kind: 'ended' }, true),
      close: async () => {
        this.#close(client, { kind: 'ended' }, false);
        await Promise.resolve();
      },
    };
  }

  #open(client: Client): void {
    if (client.state !== 'connecting') return;
    this.connects += 1;
    if (this.refusing !== null) {
      this.#close(client, this.refusing, false);
      return;
    }
    for (const other of [...this.#clients]) {
      const same = other !== client && other.options.clientId === client.options.clientId;
      if (same && other.state === 'open') this.#close(other, { kind: 'taken-over' }, true);
    }
    client.state = 'open';
    client.options.onOpen(this.info);
  }

  #request(client: Client, topic: string, counted: boolean, act: () => void): Promise<void> {
    if (client.state !== 'open') return Promise.reject(new Error('not connected'));
    if (counted) client.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, client.inFlight);
    return new Promise((resolve, reject) => {
      client.unsettled.add(reject);
      const answer = () => {
        if (!client.unsettled.delete(reject)) return;
        if (counted) client.inFlight -= 1;
        const code = this.refuse(topic);
        if (code === null) resolve();
        else reject(new LinkRefusal('request', code));
      };
      queueMicrotask(() => {
        if (client.state !== 'open') return;
        if (this.refuse(topic) === null) act();
        if (counted && this.#holding) client.held.push(answer);
        else answer();
      });
    });
  }

  #addFilter(client: Client, filter: string): void {
    client.filters.add(filter);
    for (const [topic, payload] of this.retained) {
      if (matches(filter, topic)) this.#deliver(client, topic, payload);
    }
  }

  #route(message: BrokerMessage, sender?: Client): void {
    this.log.push(message);
    if (message.retain && message.payload === '') this.retained.delete(message.topic);
    else if (message.retain) this.retained.set(message.topic, message.payload);
    if (this.swallow(message)) return;
    for (const { filter, run } of [...this.#hub]) if (matches(filter, message.topic)) run(message);
    for (const client of [...this.#clients]) {
      const wanted = client !== sender && [...client.filters].some((filter) => matches(filter, message.topic));
      if (wanted) this.#deliver(client, message.topic, message.payload);
    }
  }

  #deliver(client: Client, topic: string, payload: string): void {
    queueMicrotask(() => {
      if (client.state !== 'open') return;
      try {
        client.options.onMessage(topic, Buffer.from(payload));
      } catch (error) {
        this.#close(client, { kind: 'not-durable', detail: String(error) }, true);
      }
    });
  }

  #close(client: Client, reason: CloseReason, withWill: boolean): void {
    if (client.state === 'closed') return;
    const wasOpen = client.state === 'open';
    client.state = 'closed';
    this.#clients.delete(client);
    const { clientId, will, onClosed } = client.options;
    queueMicrotask(() => {
      if (wasOpen && withWill) this.#route({ ...will, retain: true, from: `will:${clientId}` });
      for (const reject of client.unsettled) reject(new Error('the connection ended'));
      onClosed(reason);
    });
  }
}

/** MQTT 5.0 §4.7: `+` stands for one level, `#` for the rest. */
function matches(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [at, part] of wanted.entries()) {
    if (part === '#') return true;
    if (part !== '+' && part !== levels[at]) return false;
  }
  return wanted.length === levels.length;
}
