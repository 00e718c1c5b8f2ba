import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Problem } from '../../src/config/problem.ts';
import { parseConfig } from '../../src/config/read-config.ts';

export const DEMO = readFileSync('device-config/demo.yaml', 'utf8');

/** The demo cabinet with these words of its file replaced. */
export const edited = (...edits: readonly (readonly [from: string, to: string])[]): string =>
  edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, DEMO);

/** The line, counted from 1, in which these words stand first. */
export const lineOf = (text: string, words: string): number => text.slice(0, text.indexOf(words)).split('\n').length;

/** All that is said of a file, warnings too. */
export function saidOf(text: string): readonly Problem[] {
  const read = parseConfig(text);
  return read.ok ? read.value.warnings : read.failure;
}
