import type { JSX } from 'preact';
import { StillLife } from '../art/still-life.tsx';
import { useSecondsLeft } from '../clocks.ts';
import { Press } from '../press.tsx';
import { Both, One, Second } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG, spaced } from '../type-setting.ts';

const STILL = { portrait: 760, landscape: 560, small: 330 } as const;

function OpenAgain({ seconds }: { seconds: number }): JSX.Element | null {
  const { stateAtMs } = useScreen();
  const left = useSecondsLeft(seconds, stateAtMs);
  if (left === 0) return null;
  return (
    <Press class="big first-choice" input={{ kind: 'open-again' }}>
      <Both of={(w) => w.openAgain} />
      <One class="seconds" of={(w) => w.openAgainFor(left)} />
    </Press>
  );
}

/** The light has gone with the door; nothing here says what was in it. */
export function Thanks({ openAgainSeconds }: { openAgainSeconds: number | null }): JSX.Element {
  const { panel, language, words } = useScreen();
  return (
    <section class="thanks">
      <div class="shelf">
        <StillLife width={STILL[panel]} />
      </div>
      <div class="said">
        <h1 class="result" lang={LANG[language]}>
          {spaced(words.thanks)}
        </h1>
        <Second of={(w) => w.thanks} />
        <One class="line" of={(w) => w.thanksLine} />
      </div>
      <div class="buttons">
        {openAgainSeconds === null ? null : <OpenAgain seconds={openAgainSeconds} />}
        <Press class="big" input={{ kind: 'help' }}>
          <Both of={(w) => w.somethingWrong} />
        </Press>
      </div>
    </section>
  );
}
