import { describe, expect, test } from 'vitest';
import { en } from '../../../src/kiosk/page/words/en.ts';
import { zh } from '../../../src/kiosk/page/words/zh.ts';

const MOST_ZH_CHARACTERS = 12;
const MOST_EN_WORDS = 8;

const PLACES = [
  { side: 'left', columnFromScreen: 1, columnsOnSide: 1, fromTop: 3, doorsInColumn: 6 },
  { side: 'right', columnFromScreen: 2, columnsOnSide: 3, fromTop: 10, doorsInColumn: 12 },
  { side: 'below', columnFromScreen: 1, columnsOnSide: 1, fromTop: 1, doorsInColumn: 1 },
] as const;

/** What a function of the dictionary may be asked with; one that ignores its arguments minds none of them. */
const ARGUMENTS = [
  [1],
  [12],
  [12, true, ''],
  [12, false, ''],
  ['0217'],
  ['A-1046', 12],
  [2, 9],
  ...PLACES.map((p) => [p]),
];

function leaves(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const wantsPlace = path.endsWith('.where');
    return ARGUMENTS.filter(([first]) => wantsPlace === (typeof first === 'object')).flatMap((args) =>
      leaves(value(...args), `${path}(${JSON.stringify(args)})`),
    );
  }
  if (Array.isArray(value)) return [[path, value.join(' ')]];
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
  return [];
}

const sentences = (text: string) => text.split(/[。！？.?!:：](?:\s|$)|[。！？]/u).map((s) => s.trim());

describe('the words of the screen', () => {
  test('both languages have the same keys', () => {
    const keys = (value: object): string[] =>
      Object.entries(value).flatMap(([key, inner]) =>
        typeof inner === 'object' && inner !== null ? keys(inner).map((k) => `${key}.${k}`) : [key],
      );
    expect(keys(en).sort()).toEqual(keys(zh).sort());
  });

  test('a Chinese sentence has at most 12 characters', () => {
    const long = leaves(zh, 'zh').flatMap(([path, text]) =>
      sentences(text)
        .filter((s) => [...s.replace(/[\s\p{P}]/gu, '').replace(/[0-9A-Za-z]+/gu, '数')].length > MOST_ZH_CHARACTERS)
        .map((s) => `${path}: ${s}`),
    );
    expect(long).toEqual([]);
  });

  test('an English sentence has at most 8 words', () => {
    const long = leaves(en, 'en').flatMap(([path, text]) =>
      sentences(text)
        .filter((s) => s.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length > MOST_EN_WORDS)
        .map((s) => `${path}: ${s}`),
    );
    expect(long).toEqual([]);
  });

  test('nothing is said in the wrong script', () => {
    const wrong = leaves(en, 'en').filter(([, text]) => /\p{Script=Han}/u.test(text));
    expect(wrong).toEqual([]);
  });
});
