import type { IConnackPacket, MqttClient } from 'mqtt';
import { reasonOfCode } from './close-reason.ts';
import { type CloseReason, type Connection, type LinkOptions, LinkRefusal, type PublishOptions } from './link.ts';
import { PacketLimit } from './packet-limit.ts';

/** MQTT 3.1.1 has no way to tell a broker our limit: what is larger than the contract, but not absurd, is read. */
const MAX_INCOMING_BYTES = 262_144;

/**
 * One `mqtt` client, from its CONNECT to its end.
 *
 * INVARIANTS
 * 1. `onClosed` is called once, at the client's `close` event, with the first reason that was learnt.
 * 2. Every promise handed out settles at the latest then: `mqtt` itself forgets QoS 1 publishes of a lost connection.
 * 3. A PUBACK leaves only after `onMessage` returned: `handleMessage` is the one hook that both MQTT versions await
 *    (`customHandleAcks` is for MQTT 5 alone, and an exception in a `message` listener would kill the process).
 * 4. After the first reason is known no message is handed on and nothing is sent.
 */
export class MqttConnection implements Connection {
  readonly #client: MqttClient;
  readonly #link: LinkOptions;
  readonly #pending = new Set<(error: Error) => void>();
  #opened = false;
  #reason: CloseReason | null = null;
  #closed = false;

  constructor(client: MqttClient, protocol: 'MQTT 5' | 'MQTT 3.1.1', link: LinkOptions) {
    this.#client = client;
    this.#link = link;
    client.on('connect', (connack) => this.#open(connack, protocol));
    client.on('error', (error) => this.#fail(this.#reasonOf(error)));
    client.on('disconnect', (packet) => this.#fail(reasonOfCode(packet.reasonCode ?? 0x80)));
    client.on('close', () => this.#close());
    client.handleMessage = (packet, done) => this.#receive(packet.topic, packet.payload, done);
    this.#guardStream();
  }

  #guardStream(): void {
    const stream = this.#client.stream as { setNoDelay?: (on: boolean) => void } & MqttClient['stream'];
    stream.setNoDelay?.(true);
    const limit = new PacketLimit(MAX_INCOMING_BYTES);
    stream.on('data', (chunk: Uint8Array) => {
      if (!limit.accept(chunk)) this.#fail({ kind: 'lost', detail: 'the broker sent an oversized packet' });
    });
  }

  #open(connack: IConnackPacket, protocol: 'MQTT 5' | 'MQTT 3.1.1'): void {
    if (this.#reason !== null) return;
    this.#opened = true;
    const { receiveMaximum = 65_535, maximumPacketSize = 268_435_455 } = connack.properties ?? {};
    this.#link.onOpen({ receiveMaximum, maximumPacketBytes: maximumPacketSize, protocol });
  }

  #receive(topic: string, payload: string | Buffer, done: (error?: Error) => void): void {
    if (this.#reason !== null) return;
    try {
      this.#link.onMessage(topic, typeof payload === 'string' ? Buffer.from(payload) : payload);
    } catch (error) {
      this.#fail({ kind: 'not-durable', detail: error instanceof Error ? error.message : String(error) });
      return;
    }
    done();
  }

  #reasonOf(error: Error & { code?: unknown }): CloseReason {
    if (typeof error.code === 'number' && !this.#opened) return reasonOfCode(error.code);
    if (this.#opened) return { kind: 'lost', detail: error.message };
    if (error.message === 'connack timeout') return { kind: 'no-answer' };
    // An AggregateError of several addresses has no message of its own.
    return { kind: 'unreachable', detail: error.message || String(error.code ?? error.name) };
  }

  #fail(reason: CloseReason): void {
    this.#reason ??= reason;
    if (this.#closed) return;
    this.#client.end(true);
    // While a graceful end waits for its last PUBACK, `end(true)` does nothing (mqtt 5.16, client.js `end`).
    this.#client.stream.destroy();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const nothingSaid = this.#opened ? 'connection closed' : 'connection closed before CONNACK';
    const reason = this.#reason ?? { kind: this.#opened ? 'lost' : 'unreachable', detail: nothingSaid };
    this.#reason = reason;
    for (const reject of [...this.#pending]) reject(new Error('the connection ended'));
    this.#link.onClosed(reason);
  }

  publish(topic: string, payload: string, { qos, retain }: PublishOptions): Promise<void> {
    return this.#tracked('PUBLISH', (settle) =>
      this.#client.publish(topic, payload, { qos, retain }, (error) => settle(error, codeOf(error))),
    );
  }

  subscribe(topics: readonly string[]): Promise<void> {
    return this.#tracked('SUBSCRIBE', (settle) =>
      this.#client.subscribe([...topics], { qos: 1 }, (error, _granted, packet) =>
        settle(error, error ? refusedCode(packet) : undefined),
      ),
    );
  }

  #tracked(what: string, send: (settle: (error: unknown, code: number | undefined) => void) => void): Promise<void> {
    if (!this.#opened || this.#reason !== null) return Promise.reject(new Error(`${what} without a connection`));
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      send((error, code) => {
        this.#pending.delete(reject);
        if (!error) resolve();
        else reject(code === undefined ? error : new LinkRefusal(what, code));
      });
    });
  }

  end(): void {
    this.#fail({ kind: 'ended' });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#reason ??= { kind: 'ended' };
    const closed = new Promise<void>((resolve) => this.#client.once('close', () => resolve()));
    this.#client.end(false);
    await closed;
  }
}

function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** The first code of a SUBACK that is a refusal; undefined when there was no SUBACK. */
function refusedCode(packet: { readonly granted: readonly unknown[] } | undefined): number | undefined {
  return packet?.granted.map(Number).find((code) => code >= 0x80);
}
