/** The lock boards that Larder speaks to. A new dialect is one more line in each of the two tables. */
import * as z from 'zod';
import type { Dialect } from './board.ts';
import { eightA } from './eight-a.ts';
import { larderLine } from './larder-line.ts';

const ALL: readonly Dialect[] = [eightA, larderLine];
const SCHEMAS = [eightA.settings, larderLine.settings] as const;

export const DIALECTS: ReadonlyMap<string, Dialect> = new Map(ALL.map((dialect) => [dialect.name, dialect]));

/** Edits (a character put in, left out or changed) from one word to another. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The dialect whose name is most like `name`; undefined when none is (more than half of it differs). */
export function nearestDialect(name: string): string | undefined {
  const word = name.toLowerCase();
  const [nearest] = [...DIALECTS.keys()]
    .map((known) => ({ known, edits: distance(word, known) }))
    .sort((a, b) => a.edits - b.edits);
  return nearest !== undefined && nearest.edits <= nearest.known.length / 2 ? nearest.known : undefined;
}

function unknownDialect(input: unknown): string {
  const name = typeof input === 'object' && input !== null && 'dialect' in input ? input.dialect : undefined;
  const known = [...DIALECTS.keys()].join(', ');
  if (typeof name !== 'string') return `needs a dialect: one of ${known}`;
  const nearest = nearestDialect(name);
  return `there is no dialect "${name}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`} Known: ${known}`;
}

export const boardSettings = z.discriminatedUnion('dialect', SCHEMAS, {
  error: (issue) => (issue.code === 'invalid_union' ? unknownDialect(issue.input) : undefined),
});
