import { connectAsync, type MqttClient } from 'mqtt';
import { until } from '../../src/commands/demo/steps.ts';

export interface Overheard {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
}

/** Somebody with a connection of their own to the broker: hears everything, and can say anything. */
export class Bystander {
  readonly heard: Overheard[] = [];
  readonly #client: MqttClient;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic, payload, { retain }) => {
      this.heard.push({ topic, text: payload.toString('utf8'), retain });
    });
    client.on('error', () => {});
  }

  static async arrive(url: string): Promise<Bystander> {
    const bystander = new Bystander(await connectAsync(url, { protocolVersion: 5, reconnectPeriod: 0 }));
    await bystander.#client.subscribeAsync('larder/#', { qos: 1, rap: true });
    return bystander;
  }

  async say(topic: string, message: string | Buffer): Promise<void> {
    await this.#client.publishAsync(topic, message, { qos: 1 });
  }

  async leave(): Promise<void> {
    await this.#client.endAsync(true);
  }
}

/** What stays at the broker under this topic, as JSON; looked at by a new connection each time until it `holds`. */
export async function retained<T>(url: string, topic: string, holds: (message: T) => boolean): Promise<T> {
  const endMs = performance.now() + 15_000;
  let last: T | undefined;
  while (performance.now() < endMs) {
    const bystander = await Bystander.arrive(url);
    const mine = (): Overheard | undefined => bystander.heard.find((each) => each.topic === topic && each.retain);
    await until(() => mine() !== undefined, 'a retained message', 1_000).catch(() => {});
    await bystander.leave();
    const text = mine()?.text;
    if (text !== undefined) last = JSON.parse(text) as T;
    if (last !== undefined && holds(last)) return last;
  }
  throw new Error(`${topic} retains ${JSON.stringify(last)}`);
}
