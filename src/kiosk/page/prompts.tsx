/** The line above the slots. */
import type { JSX } from 'preact';
import { useAfter, useSecondsLeft } from './clocks.ts';
import { Second } from './said.tsx';
import { useScreen } from './screen-context.ts';
import { LANG, spaced } from './type-setting.ts';
import type { Words } from './words/dictionary.ts';

/** A daemon answers sooner than this; a prompt that flickers tells nobody anything. */
const CHECKING_SHOWS_AFTER_MS = 400;

export function Prompt({ of }: { of: (words: Words) => string }): JSX.Element {
  const { language, words } = useScreen();
  return (
    <>
      <h2 class="prompt" lang={LANG[language]}>
        {spaced(of(words))}
      </h2>
      <Second of={of} />
    </>
  );
}

export function CheckingPrompt(): JSX.Element {
  const slow = useAfter(CHECKING_SHOWS_AFTER_MS, 'checking');
  return <Prompt of={(w) => (slow ? w.checking : w.enterCode)} />;
}

export function WaitPrompt({ seconds }: { seconds: number }): JSX.Element {
  const { stateAtMs } = useScreen();
  const left = useSecondsLeft(seconds, stateAtMs);
  return <Prompt of={(w) => w.waitPrompt(left)} />;
}
