import * as z from 'zod';

const baud = z.int().min(1200).max(1_000_000).optional().describe("bits per second; absent: the dialect's usual");

const serialSettings = z.strictObject({
  kind: z.literal('serial'),
  path: z
    .string()
    .startsWith('/', { error: 'must be an absolute path, best one under /dev/serial/by-id/' })
    .describe('/dev/serial/by-id/…, or by-path for adapters without a serial number (CH340)'),
  baud,
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
});
export type SerialSettings = z.output<typeof serialSettings>;

const tcpSettings = z.strictObject({
  kind: z.literal('tcp'),
  host: z.string().min(1).max(253).describe('an RS485-to-Ethernet server'),
  port: z.int().min(1).max(65_535),
  baud: baud.describe("bits per second on the server's serial side, for the pauses between frames only"),
});
export type TcpSettings = z.output<typeof tcpSettings>;

export const transportSettings = z.discriminatedUnion('kind', [serialSettings, tcpSettings]);
export type TransportSettings = z.output<typeof transportSettings>;
