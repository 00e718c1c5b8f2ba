/** What zod says of a cabinet file, in the words of somebody who edits it: what is wrong, what is right, what was meant. */
import type * as z from 'zod';
import { nearestWord } from '../core/nearest-word.ts';
import type { KeyPath } from './problem.ts';

export interface SchemaProblem {
  readonly path: KeyPath;
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

const isObject = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === 'object' && value !== null;

const valueAt = (value: unknown, path: KeyPath): unknown =>
  path.reduce((at: unknown, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);

type Schema = z.core.$ZodTypes;

/** The object, array or tuple behind defaults, for the value that is there. */
function bareOf(schema: Schema, value: unknown): readonly Schema[] {
  const { def } = schema._zod;
  if ('innerType' in def) return bareOf(def.innerType as Schema, value);
  if (def.type !== 'union') return [schema];
  // Of boards and transports, those that the value's own `dialect` or `kind` speaks for.
  const shapes = (def.options as readonly Schema[]).flatMap((option) => bareOf(option, value));
  const fitting = shapes.filter((shape) => constantsFit(shape, value));
  return fitting.length > 0 ? fitting : shapes;
}

const constantsFit = ({ _zod: { def } }: Schema, value: unknown): boolean =>
  def.type === 'object' &&
  Object.entries(def.shape).every(([key, of]) => {
    const literal = (of as Schema)._zod.def;
    return literal.type !== 'literal' || literal.values.includes(valueAt(value, [key]) as never);
  });

function knownKeys(schema: Schema, value: unknown, path: KeyPath): readonly string[] {
  const [key, ...rest] = path;
  return bareOf(schema, value).flatMap((shape) => {
    const { def } = shape._zod;
    if (key === undefined) return def.type === 'object' ? Object.keys(def.shape) : [];
    const next = def.type === 'object' ? def.shape[String(key)] : def.type === 'array' ? def.element : undefined;
    return next === undefined ? [] : knownKeys(next as Schema, valueAt(value, [key]), rest);
  });
}

/** Somebody checks a file that is none of ours: the first ones say it. */
const MAX_UNKNOWN_KEYS = 20;
const MAX_OTHERS = 300;

/** All that is wrong with `value`; a misspelt key and the one that is missing for it are one problem. */
export function schemaProblems(issues: readonly Issue[], value: unknown, schema: z.ZodType): SchemaProblem[] {
  const meant = new Set<string>();
  const nameOf = (path: KeyPath): string => JSON.stringify(path.map(String));
  const unknown = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const here = valueAt(value, issue.path);
    const free = knownKeys(schema as unknown as Schema, value, issue.path).filter(
      (key) => !isObject(here) || !Object.hasOwn(here, key),
    );
    const more = issue.keys.length - MAX_UNKNOWN_KEYS;
    const rest = more > 0 ? [{ path: issue.path, message: `and ${more} more settings that there are not` }] : [];
    const told = issue.keys.slice(0, MAX_UNKNOWN_KEYS).map((key): SchemaProblem => {
      const nearest = nearestWord(key, free);
      if (nearest !== undefined) meant.add(nameOf([...issue.path, nearest]));
      const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
      const path = [...issue.path, key];
      return { path, message: KNOWN_MISTAKES[path.join('.')] ?? `there is no such setting${hint}` };
    });
    return [...told, ...rest];
  });
  const others = issues.flatMap((issue): SchemaProblem[] => {
    const given = valueAt(value, issue.path);
    if (issue.code === 'unrecognized_keys' || (given === undefined && meant.has(nameOf(issue.path)))) return [];
    return [{ path: issue.path, message: plainMessage(issue, given) }];
  });
  const more = others.length - MAX_OTHERS;
  const rest = more > 0 ? [{ path: [], message: `and ${more} more problems like these` }] : [];
  return [...unknown, ...others.slice(0, MAX_OTHERS), ...rest];
}

/** Mistakes that deserve more than "there is no such setting". */
const KNOWN_MISTAKES: Readonly<Record<string, string>> = {
  'trust.rootKey.d': 'is the private half of the key; it must never be on a cabinet: take it out, and renew the key',
  'cloud.password': 'must not stand here; write it into a file of its own (0600) and name that in passwordFile',
};

const KINDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list of numbers in [ ]',
  object: 'settings of its own (key: value)',
};

const kindOf = (value: unknown): string => {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' && !Number.isInteger(value) ? 'a fraction' : (KINDS[typeof value] ?? 'this');
};

function plainMessage(issue: Issue, given: unknown): string {
  const needs = needsOf(issue);
  if (given === undefined && needs !== undefined) return `is missing: it needs ${needs}`;
  switch (issue.code) {
    case 'invalid_type': {
      const quotes = issue.expected === 'string' && typeof given === 'number' ? '; put it in quotes' : '';
      return `needs ${needs}, not ${kindOf(given)}${quotes}`;
    }
    case 'invalid_value':
    case 'invalid_union':
      return needs === undefined ? issue.message : `must be ${needs}${meantOf(issue, given)}`;
    case 'too_small':
      return `must ${amount('at least', Number(issue.minimum), issue.origin)}`;
    case 'too_big':
      return `must ${amount('at most', Number(issue.maximum), issue.origin)}`;
    default:
      return issue.message;
  }
}

function amount(bound: string, limit: number, origin: string): string {
  if (origin === 'string') return `have ${bound} ${limit} character${limit === 1 ? '' : 's'}`;
  if (origin === 'array') return `have ${bound} ${limit} entr${limit === 1 ? 'y' : 'ies'}`;
  return `be ${bound} ${limit}`;
}

function choicesOf(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return [];
  if (issue.errors.length === 0) return 'options' in issue ? (issue.options as unknown[]).map(String) : [];
  return issue.errors.flatMap(([only]) => (only === undefined ? [] : (choicesOf(only)[0] ?? needsOf(only) ?? [])));
}

/** What should stand here, or undefined where only the schema's own words say it. */
function needsOf(issue: Issue): string | undefined {
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? issue.expected;
  const choices = choicesOf(issue);
  if (choices.length === 0) return undefined;
  return choices.length === 1 ? choices[0] : `one of ${choices.join(', ')}`;
}

function meantOf(issue: Issue, given: unknown): string {
  const nearest = typeof given === 'string' ? nearestWord(given, choicesOf(issue)) : undefined;
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}
