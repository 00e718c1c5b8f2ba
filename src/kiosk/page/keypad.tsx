import type { JSX } from 'preact';
import type { Digit } from '../../core/screen.ts';
import { DeleteIcon } from './art/icons.tsx';
import { Press } from './press.tsx';
import { Both, One } from './said.tsx';
import { useScreen } from './screen-context.ts';
import { LANG } from './type-setting.ts';

const ROWS: readonly Digit[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const DELETE_ICON = { portrait: 58, landscape: 56, small: 54 } as const;

function DigitKey({ digit, off }: { digit: Digit; off: boolean }): JSX.Element {
  return (
    <Press class="key digit" input={{ kind: 'digit', digit }} off={off}>
      {digit}
    </Press>
  );
}

/** Resting keys still send: the daemon alone decides what counts. */
export function Keypad({ resting }: { resting: boolean }): JSX.Element {
  const { language, words, panel } = useScreen();
  return (
    <fieldset class="pad" aria-label={words.keypad} lang={LANG[language]}>
      {ROWS.map((digit) => (
        <DigitKey key={digit} digit={digit} off={resting} />
      ))}
      <Press class="key word" input={{ kind: 'clear' }} off={resting}>
        <Both of={(w) => w.clear} />
      </Press>
      <DigitKey digit="0" off={resting} />
      <Press class="key word" input={{ kind: 'delete' }} off={resting}>
        <DeleteIcon size={DELETE_ICON[panel]} />
        <One of={(w) => w.delete} class="second" />
      </Press>
    </fieldset>
  );
}
