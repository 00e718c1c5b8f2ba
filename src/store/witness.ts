/**
 * The witness: a small file beside larder.db that tells whether the database is the one that ran here last, or an
 * older one that was put back (docs/decisions/0007).
 *
 *   announced nonce ─COMMIT─▶ witness with it, a new file ─fsync, rename, fsync─▶ confirmed, the next announced ─COMMIT
 *
 * INVARIANTS
 *   1. Killed at any instant, the database and the witness beside it agree: by the confirmed nonce or by the announced.
 *   2. A copy of the database agrees with no later witness, and a copy of the witness is another file.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Random, Store } from '../controller/ports.ts';
import { replaceFile } from './durable-file.ts';

const FILE = 'larder.witness';
/** What the database says of its witness. */
export const WITNESS_FACT = 'witness';

const nanoseconds = z.string().regex(/^\d+$/);
/** Which file it is. Nobody can give a file its time of birth; where a disk keeps none, its last change stands in. */
const identitySchema = z.strictObject({ bornNs: nanoseconds, changedNs: nanoseconds });
type Identity = z.infer<typeof identitySchema>;

const testimonySchema = z.strictObject({ epoch: z.string(), head: z.int().min(0), nonce: z.string() });
const factSchema = z.strictObject({
  announced: z.string(),
  confirmed: z
    .strictObject({
      nonce: z.string(),
      head: z.int().min(0),
      file: identitySchema,
      /** When larder.db itself was born, or null where that cannot be known. */
      databaseBornNs: nanoseconds.nullable(),
    })
    .nullable(),
});
type Fact = z.infer<typeof factSchema>;

export const witnessPath = (directory: string): string => join(directory, FILE);

function identityOf(path: string): Identity {
  const { birthtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return { bornNs: String(birthtimeNs), changedNs: String(ctimeNs) };
}

const isSameFile = (a: Identity, b: Identity): boolean =>
  a.bornNs === '0' || b.bornNs === '0' ? a.changedNs === b.changedNs : a.bornNs === b.bornNs;

/** Null on a disk that knows no births, or gives the last change out for them: as it then does for the folder too. */
function bornOf(directory: string, path: string): string | null {
  const folder = identityOf(directory);
  return folder.bornNs !== '0' && folder.bornNs !== folder.changedNs ? identityOf(path).bornNs : null;
}

/** Undefined when there is none. One that cannot be understood was not written by us: null. */
function read(path: string): { testimony: z.infer<typeof testimonySchema>; file: Identity } | null | undefined {
  try {
    const parsed = testimonySchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? { testimony: parsed.data, file: identityOf(path) } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Why the database beside this witness is not the one that ran here last; undefined when it is. */
export function distrust(
  directory: string,
  databasePath: string,
  database: { readonly epoch: string; readonly head: number; readonly fact: string | undefined },
): string | undefined {
  const witness = read(witnessPath(directory));
  if (database.fact === undefined) {
    return witness === undefined ? undefined : 'it knows nothing of the witness beside it';
  }
  const { announced, confirmed } = factSchema.parse(JSON.parse(database.fact));
  if (witness === undefined) return confirmed === null ? undefined : 'the witness that it confirmed is not there';
  if (witness === null) return 'the witness beside it cannot be read';
  const { testimony, file } = witness;
  if (testimony.epoch !== database.epoch) return 'the witness beside it is of another database';
  if (testimony.head > database.head) return `it ends at event ${database.head}, the witness saw ${testimony.head}`;
  const born = bornOf(directory, databasePath);
  const knownBorn = confirmed?.databaseBornNs ?? null;
  if (born !== null && knownBorn !== null && born !== knownBorn) return 'it is a copy';
  // The daemon was killed between the witness and its confirmation.
  if (testimony.nonce === announced) return undefined;
  if (testimony.nonce !== confirmed?.nonce) return 'it knows an older witness than the one beside it';
  return isSameFile(file, confirmed.file) ? undefined : 'the witness beside it is a copy';
}

export interface WitnessNeeds {
  readonly directory: string;
  readonly databasePath: string;
  readonly transact: Store['transact'];
  readonly random: Random;
}

/** Writes a new witness if the journal has grown since the last. Throws when the disk refuses: the old one then stands. */
export function bearWitness({ directory, databasePath, transact, random }: WitnessNeeds): void {
  const newNonce = (): string => Buffer.from(random.bytes(12)).toString('base64url');
  const put = (fact: Fact): Fact => {
    transact((tx) => tx.facts.put(WITNESS_FACT, JSON.stringify(fact)));
    return fact;
  };
  const { epoch, head, text } = transact((tx) => ({ ...tx.journal.range(), text: tx.facts.get(WITNESS_FACT) }));
  const known = text === undefined ? undefined : factSchema.parse(JSON.parse(text));
  if (known?.confirmed?.head === head) return;
  const { announced: nonce } = known ?? put({ announced: newNonce(), confirmed: null });
  const path = witnessPath(directory);
  replaceFile(path, `${JSON.stringify({ epoch, head, nonce })}\n`);
  const confirmed = { nonce, head, file: identityOf(path), databaseBornNs: bornOf(directory, databasePath) };
  put({ announced: newNonce(), confirmed });
}
