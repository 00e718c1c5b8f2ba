/** One thing to change in a cabinet file. */
export interface Problem {
  /** `warning`: it works, but should not stay so. */
  readonly kind: 'problem' | 'warning';
  /** Counted from 1; undefined when it concerns the whole file. */
  readonly line: number | undefined;
  /** E.g. `buses[0].boards[1].dialect`. */
  readonly path: string;
  readonly message: string;
}

export type KeyPath = readonly PropertyKey[];

const MAX_KEY = 40;
const MAX_MESSAGE = 400;

/** What stands in a file goes to a terminal: never a control character, never without end. */
const printable = (text: string, most: number): string => {
  const clean = text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
  return clean.length <= most ? clean : `${clean.slice(0, most)}…`;
};

/** A key as it is said: `password:hunter2`, which lacks a blank after the colon, is one key, and half of it a secret. */
const keyText = (key: PropertyKey): string => printable(String(key).split(':', 1)[0] ?? '', MAX_KEY);

export const pathText = (path: KeyPath): string =>
  path.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${keyText(key)}`)).join('');

/** As compilers say it, so that editors find the place: `a.yaml:7: locker.id: too long`. */
export const problemText = (file: string, { kind, line, path, message }: Problem): string =>
  [
    `${file}${line === undefined ? '' : `:${line}`}`,
    ...(kind === 'warning' ? ['warning'] : []),
    ...(path === '' ? [] : [path]),
    printable(message, MAX_MESSAGE),
  ].join(': ');

/** From the top of the file down; what concerns the whole file comes first. */
export const inFileOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
