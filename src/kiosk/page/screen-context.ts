import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { CabinetFace } from '../../core/cabinet.ts';
import type { Language, ScreenInput, ScreenState } from '../../core/screen.ts';
import type { Panel } from './panel-size.ts';
import type { Words } from './words/dictionary.ts';

/** All that a part of the drawing may need to know. */
export interface Screen {
  readonly cabinet: CabinetFace;
  readonly state: ScreenState;
  readonly stateAtMs: number;
  readonly panel: Panel;
  readonly language: Language;
  readonly other: Language;
  readonly words: Words;
  readonly otherWords: Words;
  readonly send: (input: ScreenInput) => void;
}

export const ScreenContext = createContext<Screen | null>(null);

export function useScreen(): Screen {
  const screen = useContext(ScreenContext);
  if (screen === null) throw new Error('drawn outside of the screen');
  return screen;
}
