import mqtt, { type MqttClient } from 'mqtt';
import { vi } from 'vitest';
import { ACK, EVENTS } from './bench.ts';

/** The hub's end against a real broker: keeps unique (epoch, seq), acknowledges cumulatively, asks again at a gap. */
export class HubClient {
  readonly seqs = new Set<number>();
  readonly messages: { readonly topic: string; readonly payload: string; readonly retain: boolean }[] = [];
  upto = 0;
  received = 0;
  readonly #client: MqttClient;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic, payload, { retain }) => this.#message(topic, payload.toString(), retain));
    client.on('error', () => {});
  }

  static async connect(url: string, version: 4 | 5, login: { username?: string; password?: string } = {}) {
    const client = await mqtt.connectAsync(url, { protocolVersion: version, reconnectPeriod: 100, ...login });
    (client.stream as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true);
    const hub = new HubClient(client);
    await client.subscribeAsync('larder/v1/+/#', { qos: 1 });
    return hub;
  }

  /** The newest message on the topic that satisfies `check`, waiting for it at most 5 s. */
  async waitFor(topic: string, check: (payload: string) => boolean = () => true): Promise<string> {
    return vi.waitFor(
      () => {
        const found = this.messages.findLast((message) => message.topic === topic && check(message.payload));
        if (found === undefined) throw new Error(`nothing such on ${topic}`);
        return found.payload;
      },
      { timeout: 5_000, interval: 5 },
    );
  }

  publish(topic: string, payload: string, retain = false): Promise<unknown> {
    return this.#client.publishAsync(topic, payload, { qos: 1, retain });
  }

  async end(): Promise<void> {
    await this.#client.endAsync(true);
  }

  #message(topic: string, payload: string, retain: boolean): void {
    this.messages.push({ topic, payload, retain });
    if (topic !== EVENTS) return;
    const batch: { events: { seq: number }[] } = JSON.parse(payload);
    for (const { seq } of batch.events) {
      this.received += 1;
      this.seqs.add(seq);
    }
    while (this.seqs.has(this.upto + 1)) this.upto += 1;
    const gap = this.seqs.size > this.upto;
    this.#client.publish(ACK, JSON.stringify({ upto: this.upto, ...(gap && { resendFrom: this.upto + 1 }) }), {
      qos: 1,
    });
  }
}
