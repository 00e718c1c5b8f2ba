/** The lock boards that Larder speaks to. A new dialect is one more line in each of the two tables. */
import * as z from 'zod';
import type { Dialect } from './board.ts';
import { eightA } from './eight-a.ts';
import { larderLine } from './larder-line.ts';

const ALL: readonly Dialect[] = [eightA, larderLine];
const SCHEMAS = [eightA.settings, larderLine.settings] as const;

export const DIALECTS: ReadonlyMap<string, Dialect> = new Map(ALL.map((dialect) => [dialect.name, dialect]));

export const boardSettings = z.discriminatedUnion('dialect', SCHEMAS);
