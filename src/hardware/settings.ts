import * as z from 'zod';
import { boardSettings } from './boards/dialects.ts';
import { transportSettings } from './bus/transport-settings.ts';

/** One serial line and the boards on it, as the config file has it. */
export const busSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'use a–z, 0–9 and -, at most 40 characters' }),
  transport: transportSettings,
  echo: z
    .enum(['detect', 'strip', 'off'])
    .default('detect')
    .describe('whether the adapter hears its own transmission; strip: it surely does, off: never look'),
  silentPolls: z
    .int()
    .min(2)
    .max(100)
    .default(5)
    .describe("polls without an answer after which a board's doors are unknown, and a line without a byte is reopened"),
  boards: z.array(boardSettings).min(1).max(32),
});
export type BusConfig = z.output<typeof busSchema>;

/** Where the lock of a compartment is connected. */
export interface Lock {
  readonly compartment: number;
  /** The id of a board, on whatever bus. */
  readonly board: string;
  /** 1 … the board's channels. */
  readonly channel: number;
  /** Locks of one supply are never energised together. */
  readonly supply: string;
}
