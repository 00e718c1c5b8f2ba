import type { Language } from '../../../core/screen.ts';
import type { Words } from './dictionary.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export const WORDS: Readonly<Record<Language, Words>> = { zh, en };
