import { MqttCloud } from '../../src/cloud/cloud.ts';
import type { BrokerLink } from '../../src/cloud/link.ts';
import type { CloudTiming } from '../../src/cloud/timing.ts';
import { buildTopic } from '../../src/contract/topics.ts';
import type { Clock, CloudListener, Log, Random, Scheduler } from '../../src/controller/ports.ts';
import { JournalStore } from './journal-store.ts';

const LOCKER = 'locker-1';
export const STATUS = buildTopic({ kind: 'status', lockerId: LOCKER });
export const EVENTS = buildTopic({ kind: 'events', lockerId: LOCKER });
export const ACK = buildTopic({ kind: 'ack', lockerId: LOCKER });
export const COMMAND = buildTopic({ kind: 'command', lockerId: LOCKER });

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A cloud on a test bench: its listener writes down what it is told, and applies plain (unsigned) acks at once. */
export class Bench {
  readonly store = new JournalStore();
  readonly lines: LogLine[] = [];
  readonly heard: string[] = [];
  readonly received: { readonly topic: string; readonly text: string }[] = [];
  readonly cloud: MqttCloud;
  connections = 0;
  /** Throws from `received` while set. */
  refuseMessages = false;

  readonly listener: CloudListener = {
    nextConnection: () => {
      if (this.store.broken) throw new Error('disk I/O error');
      this.connections += 1;
      return this.connections;
    },
    status: (connection) => {
      const will = { online: false, connection, bootId: 'boot-1', version: '0' };
      return { will, online: async () => ({ ...will, online: true }) };
    },
    received: (topic, payload) => this.#receive(topic, Buffer.from(payload).toString()),
    connected: () => this.heard.push('connected'),
    disconnected: () => this.heard.push('disconnected'),
    takenOver: () => this.heard.push('taken over'),
  };

  constructor(
    link: BrokerLink,
    time: { readonly clock: Clock; readonly scheduler: Scheduler },
    timing: Partial<CloudTiming> = {},
    uniform: () => number = () => 0.5,
  ) {
    const random: Random = { bytes: (count) => new Uint8Array(count), uniform };
    this.cloud = new MqttCloud({
      ...{ lockerId: LOCKER, link, store: this.store, clock: time.clock, scheduler: time.scheduler },
      ...{ random, log: this.#log(), timing },
    });
  }

  start(): void {
    this.cloud.start(this.listener);
  }

  lastLine(event: string): LogLine | undefined {
    return this.lines.findLast((line) => line.event === event);
  }

  #receive(topic: string, text: string): void {
    if (this.refuseMessages) throw new Error('disk full');
    this.received.push({ topic, text });
    if (topic !== ACK) return;
    // As the controller does: durable first, applied in a later turn, and only then the cloud is woken.
    queueMicrotask(() => {
      if (this.store.broken) return;
      const ack: { upto: number; resendFrom?: number } = JSON.parse(text);
      this.store.transact((tx) => tx.journal.setAcked(ack.upto));
      if (ack.resendFrom !== undefined) this.cloud.resendFrom(ack.resendFrom);
      this.cloud.wake();
    });
  }

  #log(): Log {
    const at =
      (level: LogLine['level']): Log['info'] =>
      (event, fields = {}) => {
        this.lines.push({ level, event, fields });
      };
    return { info: at('info'), warn: at('warn'), error: at('error') };
  }
}
