/** A YAML text as a value, with the line of every key; what is no YAML is told in words of somebody who edits a file. */
import { type Document, isMap, LineCounter, parseDocument, visit } from 'yaml';
import { fail, ok, type Result } from '../core/result.ts';
import { inFileOrder, type KeyPath, type Problem } from './problem.ts';

export interface YamlFile {
  readonly value: unknown;
  /** The line of a key, or of the nearest thing around it that stands in the file. */
  readonly lineOf: (path: KeyPath) => number | undefined;
  /** What is wrong, though the rest can be read. */
  readonly problems: readonly Problem[];
}

/** After the first syntax errors the rest is guesswork. */
const MAX_SYNTAX_PROBLEMS = 8;

/** The library's own words quote the file, secrets and all; these do not. */
const WORDS: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias (*name) cannot have an anchor or a tag',
  BAD_ALIAS: 'a value that begins with * is an alias, and there is none of that name; put the value in quotes',
  BAD_DIRECTIVE: 'a line that begins with % is a directive; put a # before it if it is a remark',
  BAD_DQ_ESCAPE: 'an escape (\\…) that YAML does not know; use single quotes',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_SCALAR_START: 'a value cannot begin with @ or `; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'two keys in one line, or a colon in a value; put the value in quotes',
  BLOCK_IN_FLOW: 'indented lines cannot stand within { } or [ ]',
  DUPLICATE_KEY: 'this key stands twice; remove one',
  KEY_OVER_1024_CHARS: 'a key is longer than 1,024 characters',
  MISSING_CHAR:
    'something is not closed or not separated: look for a missing quote, bracket, comma, or blank after a colon',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines: look for a missing quote or colon',
  MULTIPLE_DOCS: 'a second document begins here (---); a cabinet file has one',
  NON_STRING_KEY: 'a key must be a plain word',
  TAB_AS_INDENT: 'indent with blanks, not with a tab',
  TAG_RESOLVE_FAILED: 'a value that begins with ! is a tag; put the value in quotes',
  RESOURCE_EXHAUSTION: 'brackets within brackets without end',
  UNEXPECTED_TOKEN:
    'this cannot stand here: look for a missing quote, bracket, colon or blank, also in the lines above',
};

export function readYaml(text: string): Result<YamlFile, readonly Problem[]> {
  const lines = new LineCounter();
  try {
    // Its own search for keys that stand twice takes minutes in a large file.
    const options = { lineCounter: lines, uniqueKeys: false, stringKeys: true, prettyErrors: false } as const;
    const document = parseDocument(text, { ...options, logLevel: 'error' });
    const { doubleKeys, openAliases } = searched(document);
    const broken = [...document.errors, ...document.warnings, ...openAliases];
    if (broken.length > 0) return fail(first(inFileOrder(broken.map((error) => problemOf(error, lines)))));
    const value: unknown = document.toJS() ?? {};
    const problems = doubleKeys.map((error) => problemOf(error, lines));
    return ok({ value, problems, lineOf: (path) => lineOf(document, lines, path) });
  } catch (error) {
    // Bombs: brackets within brackets until the stack ends, or a billion aliases.
    const message = error instanceof RangeError ? WORDS.RESOURCE_EXHAUSTION : 'too many aliases (*name) of aliases';
    return fail([{ kind: 'problem', line: undefined, path: '', message: `this is no cabinet file: ${message}` }]);
  }
}

interface Found {
  readonly code: string;
  readonly pos: readonly [number, ...number[]];
}

/** Keys that stand twice in their map, and aliases of no anchor: the library tells of them late or slowly. */
function searched(document: Document): { readonly doubleKeys: Found[]; readonly openAliases: Found[] } {
  const doubleKeys: Found[] = [];
  const openAliases: Found[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Node: (_, { anchor }) => {
      if (typeof anchor === 'string') anchors.add(anchor);
    },
    Alias: (_, { source, range }) => {
      if (!anchors.has(source)) openAliases.push({ code: 'BAD_ALIAS', pos: [range?.[0] ?? 0] });
    },
    Map: (_, map) => {
      if (map.anchor !== undefined) anchors.add(map.anchor);
      const known = new Set<string>();
      for (const { key } of map.items) {
        const name = String(key);
        if (known.has(name)) doubleKeys.push({ code: 'DUPLICATE_KEY', pos: [(key as Placed).range?.[0] ?? 0] });
        known.add(name);
      }
    },
  });
  return { doubleKeys, openAliases };
}

function problemOf({ code, pos }: Found, lines: LineCounter): Problem {
  const message = WORDS[code] ?? 'this is not YAML';
  return { kind: 'problem', line: lines.linePos(pos[0]).line, path: '', message };
}

/** One problem a line, and not all that follow from one missing quote. */
function first(problems: readonly Problem[]): readonly Problem[] {
  const ofLines = problems.filter(({ line }, at) => problems.findIndex((other) => other.line === line) === at);
  const more = ofLines.length - MAX_SYNTAX_PROBLEMS;
  if (more <= 0) return ofLines;
  const message = `and ${more} more lines that cannot be read; they may follow from those above`;
  return [...ofLines.slice(0, MAX_SYNTAX_PROBLEMS), { kind: 'problem', line: undefined, path: '', message }];
}

interface Placed {
  readonly range?: readonly number[] | null;
}

/** Where the key of a path stands in the text: a line with the key says more than one with its value. */
function offsetOf(document: Document, path: KeyPath): number | undefined {
  const parent = path.length === 0 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent) && last !== undefined) {
    const pair = parent.items.find((item) => String(item.key) === String(last));
    return (pair?.key as Placed | null | undefined)?.range?.[0];
  }
  return (document.getIn(path, true) as Placed | null | undefined)?.range?.[0];
}

function lineOf(document: Document, lines: LineCounter, path: KeyPath): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return undefined;
}
