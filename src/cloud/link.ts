/**
 * The lowest boundary of the cloud room: one connection to a broker, with nothing remembered from one to the next.
 * Tests put a broker in memory here; the real one is `mqtt-link.ts`.
 */

/** Why a connection ended, or never began. `code` is the broker's own: MQTT 5 reason code, or 3.1.1 return code. */
export type CloseReason =
  /** No TCP or TLS connection: refused, no route, no such name, certificate not believed. */
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** Connected, but no CONNACK in time. */
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'bad-credentials'; readonly code: number }
  | { readonly kind: 'busy'; readonly code: number }
  | { readonly kind: 'refused'; readonly code: number }
  /** Another client came with our id (0x8E); MQTT 3.1.1 cannot tell this from `lost`. */
  | { readonly kind: 'taken-over' }
  | { readonly kind: 'lost'; readonly detail: string }
  /** `onMessage` threw: the message could not be kept, and its PUBACK was withheld. */
  | { readonly kind: 'not-durable'; readonly detail: string }
  /** The attempt could not begin: no durable connection number, or a URL that makes no sense. */
  | { readonly kind: 'not-started'; readonly detail: string }
  /** By our own `end` or `close`. */
  | { readonly kind: 'ended' };

export interface OpenInfo {
  /** How many of our QoS 1 messages the broker takes without PUBACK. */
  readonly receiveMaximum: number;
  /** The largest packet that the broker takes, bytes. */
  readonly maximumPacketBytes: number;
  readonly protocol: 'MQTT 5' | 'MQTT 3.1.1';
}

export interface LinkOptions {
  readonly clientId: string;
  /** Published by the broker, QoS 1 and retained, when the connection ends without a DISCONNECT of ours. */
  readonly will: { readonly topic: string; readonly payload: string };
  readonly onOpen: (info: OpenInfo) => void;
  /** The broker gets its PUBACK once this returned; throwing ends the connection without one. */
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
  /** Exactly once for every `connect`, whatever happened; never from within `connect`, `end` or `close`. */
  readonly onClosed: (reason: CloseReason) => void;
}

export interface PublishOptions {
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface Connection {
  /**
   * Resolves at the PUBACK (QoS 0: once written). Rejects with `LinkRefusal` at a PUBACK of 0x80 or more, with any
   * other error when the connection ends first. Never stays pending after `onClosed`.
   */
  publish(topic: string, payload: string, options: PublishOptions): Promise<void>;
  /** At QoS 1. Rejects with `LinkRefusal` when the broker refuses one of them. */
  subscribe(topics: readonly string[]): Promise<void>;
  /** Hard and at once: no DISCONNECT, so the broker publishes the will. */
  end(): void;
  /** A DISCONNECT after what is in flight; resolves once closed. The caller bounds it by `end`. */
  close(): Promise<void>;
}

export interface BrokerLink {
  connect(options: LinkOptions): Connection;
}

/** The broker said no to a PUBLISH or SUBSCRIBE. */
export class LinkRefusal extends Error {
  readonly code: number;

  constructor(what: string, code: number) {
    super(`${what} refused by the broker with code 0x${code.toString(16).padStart(2, '0')}`);
    this.code = code;
  }
}
