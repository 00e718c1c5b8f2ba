import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { writeToStream } from 'mqtt-packet';
import { MAX_MESSAGE_BYTES } from '../contract/messages.ts';
import type { BrokerLink, Connection, LinkOptions } from './link.ts';
import { MqttConnection } from './mqtt-connection.ts';

export interface MqttLinkOptions {
  /** `mqtt://host:1883` or `mqtts://host:8883`. */
  readonly url: string;
  readonly protocol: 'MQTT 5' | 'MQTT 3.1.1';
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM texts. With `ca` the broker's certificate must be signed by it; `cert` and `key` are the locker's own. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** From the first SYN to the CONNACK, milliseconds; 20,000 unless told. */
  readonly connectTimeoutMs?: number | undefined;
}

// Else it makes 65,536 buffers, 7 MB, to write a packet's id a little faster.
writeToStream.cacheNumbers = false;

/** A message of the contract with its topic and MQTT 5 properties. */
const MAX_PACKET_BYTES = MAX_MESSAGE_BYTES + 1024;
/** So many messages may the broker send us without our PUBACK. */
const OUR_RECEIVE_MAXIMUM = 64;

/**
 * `mqtt` 5.16 as 04 (Driving mqtt) says: a new client for each connection, and none of what it does by itself
 * (reconnecting, queueing, subscribing again).
 */
export class MqttLink implements BrokerLink {
  readonly #options: MqttLinkOptions;

  constructor(options: MqttLinkOptions) {
    this.#options = options;
  }

  /** Throws when the URL makes no sense; everything else comes by `onClosed`. */
  connect(link: LinkOptions): Connection {
    const client: MqttClient = mqtt.connect(this.#options.url, this.#clientOptions(link));
    return new MqttConnection(client, this.#options.protocol, link);
  }

  #clientOptions(link: LinkOptions): IClientOptions {
    const { protocol, username, password, ca, cert, key, connectTimeoutMs = 20_000 } = this.#options;
    return {
      clientId: link.clientId,
      clean: true,
      reconnectPeriod: 0,
      queueQoSZero: false,
      resubscribe: false,
      keepalive: 30,
      connectTimeout: connectTimeoutMs,
      will: { topic: link.will.topic, payload: Buffer.from(link.will.payload), qos: 1, retain: true },
      protocolVersion: protocol === 'MQTT 5' ? 5 : 4,
      ...(protocol === 'MQTT 5' && {
        properties: { maximumPacketSize: MAX_PACKET_BYTES, receiveMaximum: OUR_RECEIVE_MAXIMUM },
      }),
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    };
  }
}
