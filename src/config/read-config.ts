import { readFileSync } from 'node:fs';
import { isMap, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { fail, ok, type Result } from '../core/result.ts';
import type { Lock } from '../hardware/settings.ts';
import { adviseOnPorts, checkWiring } from '../hardware/wiring.ts';
import { type Config, configSchema } from './config-schema.ts';

/** One thing that is wrong with a cabinet file. */
export interface Problem {
  /** Counted from 1; undefined when it concerns the whole file. */
  readonly line: number | undefined;
  /** E.g. `buses[0].boards[1].dialect`. */
  readonly path: string;
  readonly message: string;
}

export interface ReadConfig {
  readonly config: Config;
  /** What works, but should not stay so. */
  readonly warnings: readonly Problem[];
}

export const problemText = (file: string, { line, path, message }: Problem): string =>
  `${file}${line === undefined ? '' : `:${line}`}: ${path === '' ? '' : `${path}: `}${message}`;

/** A person has to put it right; whatever else reading a file can end with (EIO …) is the disk's, and passes. */
const FOR_A_PERSON = new Set(['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

/**
 * Reads a cabinet file; fails with every problem at once, each with its line and key path.
 * @throws Error when the disk refuses to read
 */
export function readConfig(file: string): Result<ReadConfig, readonly Problem[]> {
  try {
    return parseConfig(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!FOR_A_PERSON.has(code)) throw error;
    const why = code === 'ENOENT' ? 'there is no such file' : message;
    return fail([{ line: undefined, path: '', message: why }]);
  }
}

export function parseConfig(text: string): Result<ReadConfig, readonly Problem[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return fail(
      document.errors.map((error) => ({ line: lines.linePos(error.pos[0]).line, path: '', message: error.message })),
    );
  }
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const offset = offsetOf(document, path.slice(0, length));
      if (offset !== undefined) return lines.linePos(offset).line;
    }
    return undefined;
  };
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => issueProblems(issue, lineOf));
    return fail(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  }
  const config = parsed.data;
  const wiring = checkWiring(config.buses, locksOf(config)).map(
    (message): Problem => ({ line: lineOf(['cabinet', 'doors']), path: 'cabinet.doors', message }),
  );
  const warnings = adviseOnPorts(config.buses).map(
    (message): Problem => ({ line: lineOf(['buses']), path: 'buses', message }),
  );
  return wiring.length > 0 ? fail(wiring) : ok({ config, warnings });
}

type YamlDocument = ReturnType<typeof parseDocument>;

/** Where the key of a path stands in the text: a line with the key says more than one with its value. */
function offsetOf(document: YamlDocument, path: readonly PropertyKey[]): number | undefined {
  const parent = path.length === 0 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent) && last !== undefined) {
    const pair = parent.items.find((item) => String(item.key) === String(last));
    const key = pair?.key as { range?: readonly number[] } | null | undefined;
    return key?.range?.[0];
  }
  const node = document.getIn(path, true) as { range?: readonly number[] } | null | undefined;
  return node?.range?.[0];
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`)).join('');

function issueProblems(
  issue: z.core.$ZodIssue,
  lineOf: (path: readonly PropertyKey[]) => number | undefined,
): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { line: lineOf(path), path: pathText(path), message: 'there is no such setting' };
    });
  }
  return [{ line: lineOf(issue.path), path: pathText(issue.path), message: plainMessage(issue) }];
}

/** What zod says of a missing key or a wrong kind of value, in the words of somebody who edits a file. */
function plainMessage(issue: z.core.$ZodIssue): string {
  const [, expected, received] = /^Invalid input: expected (\w+), received (\w+)$/.exec(issue.message) ?? [];
  if (expected === undefined) return issue.message;
  if (received === 'undefined') return `is missing: it needs a ${expected}`;
  const quotes = expected === 'string' && received === 'number' ? '; put it in quotes' : '';
  return `needs a ${expected}, not a ${received}${quotes}`;
}

/** The locks of a config as the hardware wants them. */
export const locksOf = (config: Config): readonly Lock[] =>
  config.cabinet.doors.map(({ compartment, board, channel, supply }) => ({ compartment, board, channel, supply }));
