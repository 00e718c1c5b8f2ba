/** The cloud contract as an AsyncAPI 3 document, from the schemas that the daemon itself checks with. */
import * as z from 'zod';
import { keysPartSchema, ordersPartSchema, staffPartSchema } from '../src/contract/documents.ts';
import { eventBatchSchema } from '../src/contract/event-batch.ts';
import { JWS_KINDS, type JwsKind } from '../src/contract/jws.ts';
import {
  ackSchema,
  commandSchema,
  healthSchema,
  reportedSchema,
  sessionSchema,
  statusSchema,
} from '../src/contract/messages.ts';
import { DOCUMENTS } from '../src/contract/topics.ts';

const jsonSchema = (schema: z.ZodType): unknown => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
};

const plain = (name: string, schema: z.ZodType) => ({
  name,
  contentType: 'application/json',
  payload: jsonSchema(schema),
});

/** A compact JWS; what it carries, once verified, is described beside it. */
const signed = (kind: JwsKind, schema: z.ZodType) => ({
  name: kind,
  contentType: 'application/jose',
  summary: `Compact JWS, EdDSA (Ed25519), protected typ ${JWS_KINDS[kind].typ}, signed by ${JWS_KINDS[kind].role}.`,
  payload: { type: 'string', pattern: '^[\\w-]+\\.[\\w-]+\\.[\\w-]+$' },
  'x-jws-payload': jsonSchema(schema),
});

const lockerId = { lockerId: { description: 'The locker’s id in the cloud; also its MQTT client id.' } };
const withDocument = { ...lockerId, document: { enum: [...DOCUMENTS] } };

interface Channel {
  readonly name: string;
  readonly address: string;
  readonly way: 'send' | 'receive';
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly text: string;
  readonly messages: Readonly<Record<string, unknown>>;
  readonly parameters?: unknown;
}

const CHANNELS: readonly Channel[] = [
  {
    ...{ name: 'status', address: 'status', way: 'send', qos: 1, retain: true },
    text: 'The newest word on whether the locker is there; the will is the same with online false.',
    messages: { status: plain('status', statusSchema), session: signed('session', sessionSchema) },
  },
  {
    ...{ name: 'health', address: 'health', way: 'send', qos: 1, retain: true },
    text: 'Every 5 minutes, at a phase hashed from the id.',
    messages: { health: plain('health', healthSchema) },
  },
  {
    ...{ name: 'reported', address: 'reported/{document}', way: 'send', qos: 1, retain: true },
    text: 'Which revision of a desired document is in force, and what of it could not be applied.',
    messages: { reported: plain('reported', reportedSchema) },
    parameters: withDocument,
  },
  {
    ...{ name: 'events', address: 'events', way: 'send', qos: 1, retain: false },
    text: 'A batch of the journal, in order. Kept by the locker until the hub’s ack.',
    messages: { events: plain('events', eventBatchSchema) },
  },
  {
    ...{ name: 'ack', address: 'ack', way: 'receive', qos: 1, retain: false },
    text: 'Everything up to upto is stored for good by the hub. PUBACK never means this.',
    messages: { ack: signed('ack', ackSchema) },
  },
  {
    ...{ name: 'desired', address: 'desired/{document}/{part}', way: 'receive', qos: 1, retain: true },
    text: 'What the cloud wants; applied only when all parts of one revision are there.',
    messages: {
      keys: signed('keys', keysPartSchema),
      orders: signed('orders', ordersPartSchema),
      staff: signed('staff', staffPartSchema),
    },
    parameters: { ...withDocument, part: { description: 'Counts from 1.' } },
  },
  {
    ...{ name: 'command', address: 'command', way: 'receive', qos: 1, retain: false },
    text: 'One signed command, for one connection. Never retained.',
    messages: { command: signed('command', commandSchema) },
  },
];

const operations = CHANNELS.map(({ name, way, qos, retain, text }) => [
  way === 'send' ? `locker-says-${name}` : `locker-hears-${name}`,
  { action: way, channel: { $ref: `#/channels/${name}` }, summary: text, bindings: { mqtt: { qos, retain } } },
]);

export const asyncapi = (version: string): unknown => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Larder cloud contract',
    version,
    description: 'Seen from the locker: it sends and receives. Works over MQTT 5 and MQTT 3.1.1.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/json',
  channels: Object.fromEntries(
    CHANNELS.map(({ name, address, text, messages, parameters = lockerId }) => [
      name,
      { address: `larder/v1/{lockerId}/${address}`, description: text, parameters, messages },
    ]),
  ),
  operations: Object.fromEntries(operations),
});
