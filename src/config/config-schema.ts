/** The cabinet file: everything that one cabinet's daemon has to be told. Its JSON Schema is generated from this. */
import * as z from 'zod';
import { publicKeySchema } from '../contract/jws.ts';
import { LOCKER_ID } from '../contract/topics.ts';
import { sizeSchema, textSchema, zoneSchema } from '../core/cabinet.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { busSchema } from '../hardware/settings.ts';
import { isTimeZone } from './time-zone.ts';

/** What `larder fleet locker add` writes into a code key file. */
const BARE_KEY = /^[A-Za-z0-9_-]{43,}=?$/;

const mm = z.int().min(0).max(20_000);

/** x, y, width, height in millimetres on the cabinet's front, from its top left corner. */
const rectSchema = z
  .tuple([mm, mm, mm.min(1), mm.min(1)])
  .describe('[x, y, width, height] in mm, from the top left corner');

const timeZoneHint = (name: string): string => {
  const nearest = nearestWord(name, Intl.supportedValuesOf('timeZone')) ?? 'Asia/Shanghai';
  return `is not an IANA time zone; did you mean "${nearest}"?`;
};

const doorSchema = z.strictObject({
  compartment: z.int().min(1).max(999).describe('the number on the door'),
  board: z.string().min(1).describe('the id of a board of this file'),
  channel: z.int().min(1).max(200).describe("the lock's output on that board, counted from 1"),
  zone: zoneSchema,
  size: sizeSchema.default('M'),
  low: z.boolean().default(false).describe('reachable from a wheelchair'),
  at: rectSchema,
  sensor: z.enum(['fitted', 'none']).default('fitted').describe('whether the lock reports open and closed'),
  supply: z.string().min(1).max(40).default('main').describe('locks of one supply are never pulsed together'),
});

export const configSchema = z.strictObject({
  locker: z.strictObject({
    id: z
      .string()
      .regex(LOCKER_ID, 'use letters, digits, - and _, at most 64')
      .describe('the id in the cloud, and in MQTT topics'),
    number: z.string().min(1).max(12).describe('what a resident says to the help line'),
    site: textSchema,
    helpPhone: z.string().min(3).max(24),
    timeZone: z.string().refine(isTimeZone, { error: ({ input }) => timeZoneHint(String(input)) }),
    language: z.enum(['zh', 'en']).default('zh').describe('what the screen returns to'),
  }),
  trust: z.strictObject({
    rootKey: publicKeySchema.describe("the fleet's root key, from: larder fleet init"),
    leastRevisions: z
      .strictObject({
        keys: z.int().min(1).default(1),
        orders: z.int().min(1).default(1),
        staff: z.int().min(1).default(1),
      })
      .prefault({})
      .describe('what a new disk accepts at least: set to the present revisions when a disk is replaced'),
    codeKeyFile: z
      .string()
      .min(1)
      .refine((name) => !BARE_KEY.test(name), 'is a key, not a file; put the key into a file (0600) and name that here')
      .describe(
        "the code key of this locker: a bare name is the service's credential of that name (LoadCredential=) if there is one; else, as every relative path, a file relative to this one",
      ),
  }),
  cloud: z.strictObject({
    url: z
      .string()
      .regex(
        /^mqtts?:\/\/[^/@]+$/,
        'must look like mqtt://host:1883 or mqtts://host:8883; a name and password go into username and passwordFile',
      ),
    protocol: z
      .union([z.literal(4), z.literal(5)])
      .default(5)
      .describe('5, or 4 for MQTT 3.1.1'),
    username: z.string().min(1).optional(),
    passwordFile: z.string().min(1).optional().describe('the password of username; found as codeKeyFile is'),
    retry: z
      .strictObject({
        baseMs: z.int().min(50).default(5_000),
        capMs: z.int().min(50).default(300_000),
        spreadMs: z.int().min(0).default(30_000).describe('the first retry after a loss is spread over so much'),
      })
      .prefault({})
      .describe('for benches and demonstrations; a fleet keeps the defaults'),
  }),
  screen: z.strictObject({ port: z.int().min(0).max(65_535).default(8080) }).prefault({}),
  pickup: z
    .strictObject({
      reopenMinutes: z.number().min(0).max(60).default(3),
      reopenTimes: z.int().min(0).max(10).default(2),
    })
    .prefault({})
    .describe('how long and how often a door may be opened again after its order was collected'),
  buses: z.array(busSchema).min(1).max(16),
  cabinet: z.strictObject({
    size: z.tuple([mm.min(1), mm.min(1)]).describe('[width, height] in mm'),
    screen: rectSchema,
    doors: z.array(doorSchema).min(1).max(999),
  }),
});
export type Config = z.output<typeof configSchema>;
