/**
 * A locker as the contract describes it, by raw `mqtt` and `jose`: nothing of src but the schemas' types, so that a
 * mistake in the hub's code cannot cancel itself out here.
 */
import { randomUUID } from 'node:crypto';
import { CompactSign, compactVerify, exportJWK, generateKeyPair, importJWK } from 'jose';
import mqtt, { type MqttClient } from 'mqtt';

export interface FakeEvent {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

interface Token {
  readonly typ: string | undefined;
  readonly kid: string | undefined;
  readonly payload: Record<string, unknown>;
}

interface Pair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

export const newDeviceKey = (): Promise<Pair> => generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });

/** Signs a session as a locker does, the public key in its header. */
export async function signSession(key: Pair, claims: Record<string, unknown>, typ = 'larder-session+jws') {
  const { kty, crv, x } = await exportJWK(key.publicKey);
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', typ, jwk: { kty, crv, x } as never })
    .sign(key.privateKey);
}

export class FakeLocker {
  readonly id: string;
  readonly root: { x: string };
  readonly url: string;
  readonly protocol: 4 | 5;
  readonly epoch: string = randomUUID();
  readonly events: Record<string, unknown>[] = [];
  readonly acks: Record<string, unknown>[] = [];
  readonly commands: Record<string, unknown>[] = [];
  /** Every desired part as it came: topic → token. */
  readonly desired = new Map<string, string>();
  readonly refused: string[] = [];
  connection = 0;
  nonce = '';
  acked = 0;
  #client: MqttClient | undefined;
  #key: Pair | undefined;
  #trusted = new Map<string, CryptoKey | Uint8Array>();
  #work: Promise<void> = Promise.resolve();

  constructor(id: string, root: { x: string }, url: string, protocol: 4 | 5 = 4) {
    this.id = id;
    this.root = root;
    this.url = url;
    this.protocol = protocol;
  }

  async connect(key?: Pair): Promise<void> {
    this.#key = key ?? this.#key ?? (await newDeviceKey());
    this.connection += 1;
    this.nonce = randomUUID();
    const will = { online: false, connection: this.connection, bootId: 'b', version: '0' };
    const client = await mqtt.connectAsync(this.url, {
      protocolVersion: this.protocol,
      clientId: this.id,
      reconnectPeriod: 0,
      will: { topic: this.topic('status'), payload: Buffer.from(JSON.stringify(will)), qos: 1, retain: true },
    });
    client.on('error', () => undefined);
    this.#client = client;
    client.on('message', (topic, payload) => {
      this.#work = this.#work.then(() => this.#message(topic, payload.toString()));
    });
    await client.subscribeAsync(
      ['ack', 'command', 'desired/+/+'].map((rest) => this.topic(rest)),
      { qos: 1 },
    );
    await this.announce();
  }

  async announce(overrides: Record<string, unknown> = {}): Promise<void> {
    if (!this.#key) throw new Error('connect first');
    const session = await signSession(this.#key, {
      sub: this.id,
      nonce: this.nonce,
      monotonicMs: performance.now(),
      connection: this.connection,
    });
    const head = this.events.length;
    const journal = { epoch: this.epoch, tail: head === 0 ? 0 : 1, head };
    const status = { online: true, connection: this.connection, bootId: 'b', version: '0', session, journal };
    await this.publish('status', { ...status, clock: 'trusted', ...overrides }, true);
  }

  /** Writes to the journal; nothing is sent. */
  add(...happenings: FakeEvent[]): void {
    for (const { type, data } of happenings) {
      const seq = this.events.length + 1;
      const when = { at: '2026-05-01T08:00:00.000Z', monotonicMs: seq, bootId: 'b', clock: 'trusted' };
      this.events.push({ v: 1, seq, ...when, type, data });
    }
  }

  /** Sends the events `from` … `to`, numbers as in the journal. */
  async send(from: number, to = this.events.length): Promise<void> {
    await this.publish('events', { epoch: this.epoch, events: this.events.slice(from - 1, to) }, false);
  }

  async publish(rest: string, payload: unknown, retain: boolean): Promise<void> {
    await this.#client?.publishAsync(this.topic(rest), JSON.stringify(payload), { qos: 1, retain });
  }

  /** Resolves when every message received so far was looked at. */
  idle(): Promise<void> {
    return this.#work;
  }

  async disconnect(): Promise<void> {
    await this.#client?.endAsync(true);
  }

  /** The content of the newest whole revision of a document, or undefined. */
  async document(
    name: 'orders' | 'staff',
  ): Promise<{ revision: number; entries: Record<string, unknown>[] } | undefined> {
    const parts: Record<string, unknown>[] = [];
    for (const [topic, token] of this.desired) {
      if (topic.startsWith(this.topic(`desired/${name}/`))) parts.push((await this.verify(token)).payload);
    }
    const revision = Math.max(...parts.map((part) => Number(part.revision)));
    const own = parts.filter((part) => part.revision === revision).sort((a, b) => Number(a.part) - Number(b.part));
    if (own.length === 0 || own.length !== own[0]?.parts) return undefined;
    return { revision, entries: own.flatMap((part) => part[name] as Record<string, unknown>[]) };
  }

  /** Verifies by the manifest, or by root for the manifest itself. */
  async verify(token: string, key?: CryptoKey | Uint8Array): Promise<Token> {
    const { payload, protectedHeader } = await compactVerify(
      token,
      key ??
        (({ kid }) => {
          const known = this.#trusted.get(kid ?? '');
          if (!known) throw new Error(`unknown key ${kid}`);
          return known;
        }),
      { algorithms: ['EdDSA'] },
    );
    const { typ, kid } = protectedHeader;
    return { typ, kid, payload: JSON.parse(new TextDecoder().decode(payload)) };
  }

  topic(rest: string): string {
    return `larder/v1/${this.id}/${rest}`;
  }

  async #message(topic: string, text: string): Promise<void> {
    try {
      if (topic === this.topic('desired/keys/1')) return await this.#manifest(text);
      if (topic.startsWith(this.topic('desired/'))) return await this.#part(topic, text);
      const { typ, payload } = await this.verify(text);
      if (topic === this.topic('ack') && typ === 'larder-ack+jws') {
        this.acks.push(payload);
        this.acked = Math.max(this.acked, Number(payload.upto));
      }
      if (topic === this.topic('command') && typ === 'larder-command+jws') this.commands.push(payload);
    } catch (error) {
      this.refused.push(`${topic}: ${String(error)}`);
    }
  }

  /** aedes may deliver what it had retained after a newer one that came live: the higher revision stays. */
  async #part(topic: string, token: string): Promise<void> {
    const known = this.desired.get(topic);
    const revisionOf = async (text: string): Promise<number> => Number((await this.verify(text)).payload.revision);
    if (known === undefined || (await revisionOf(known)) <= (await revisionOf(token))) this.desired.set(topic, token);
  }

  async #manifest(token: string): Promise<void> {
    const root = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: this.root.x }, 'EdDSA');
    const { typ, payload } = await this.verify(token, root);
    if (typ !== 'larder-keys+jws') throw new Error(`a manifest of type ${typ}`);
    for (const { kid, jwk } of payload.keys as { kid: string; jwk: Record<string, string> }[]) {
      this.#trusted.set(kid, await importJWK({ kty: 'OKP', ...jwk }, 'EdDSA'));
    }
  }
}
