/** The half above the keypad after a code that matched nothing: what to do now, and how long until the next try. */
import type { ComponentChildren, JSX } from 'preact';
import { MessageIcon, PhoneIcon, QrIcon } from '../art/icons.tsx';
import { SteamerAbove } from '../art/steamer-above.tsx';
import { useSecondsLeft } from '../clocks.ts';
import { Header } from '../header.tsx';
import { One, Title } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG, spaced } from '../type-setting.ts';
import type { Fact, Lines, Words } from '../words/dictionary.ts';

const STEAMER = { portrait: 476, landscape: 300, small: 158 } as const;
const ICON = { portrait: 52, landscape: 34, small: 0 } as const;

function Tip({ icon, of }: { icon: ComponentChildren; of: (words: Words) => Fact }): JSX.Element {
  return (
    <li class="tip card">
      {icon}
      <One class="fact" of={(w) => of(w).fact} />
      <One class="detail" of={(w) => of(w).detail} />
    </li>
  );
}

function Tips({ waiting }: { waiting: boolean }): JSX.Element {
  const { panel, cabinet } = useScreen();
  const size = ICON[panel];
  return (
    <ul class="tips">
      <Tip icon={<MessageIcon size={size} />} of={(w) => w.checkCode} />
      <Tip icon={<QrIcon size={size} />} of={(w) => (waiting ? w.scanQrNoWait : w.scanQr)} />
      <Tip
        icon={<PhoneIcon size={size} />}
        of={(w) => ({ fact: cabinet.helpPhone, detail: w.sayCabinet(cabinet.cabinetNumber) })}
      />
    </ul>
  );
}

interface TopProps {
  readonly title: (words: Words) => Lines;
  readonly sentences: (words: Words) => readonly [string, string];
  readonly figure: number;
  readonly unit: (words: Words) => string;
  readonly waiting: boolean;
  readonly children: ComponentChildren;
}

/** The title has said it in the chosen language; the lines below say it in the other, or, in large type, again. */
function Top(props: TopProps): JSX.Element {
  const { panel, state, language, other, words, otherWords, cabinet } = useScreen();
  const large = state.largeType;
  const [what, next] = props.sentences(large ? words : otherWords);
  // Large letters leave room for one of the two; the title has said the first.
  const lines = large ? [next] : [what, next];
  const digits = String(props.figure).length;
  return (
    <section class="top">
      {panel === 'small' ? null : <Header />}
      <div class="said">
        <Title of={props.title} />
        {panel === 'small' ? null : (
          <p class="lines" lang={LANG[large ? language : other]}>
            {lines.map((line) => (
              <span key={line}>{spaced(line)}</span>
            ))}
          </p>
        )}
      </div>
      <div class="steamer">
        {props.children}
        <div class="figure">
          <b class={digits > 2 ? 'long' : ''}>{props.figure}</b>
          {panel === 'small' ? null : <One of={props.unit} />}
        </div>
      </div>
      {panel === 'small' ? (
        <p class="call">
          <b>{cabinet.helpPhone}</b> <One of={(w) => w.sayCabinet(cabinet.cabinetNumber)} />
        </p>
      ) : (
        <Tips waiting={props.waiting} />
      )}
    </section>
  );
}

export function WrongTop({ triesLeft }: { triesLeft: number }): JSX.Element {
  const { panel } = useScreen();
  return (
    <Top
      title={(w) => w.wrong.title}
      sentences={(w) => [w.wrong.what, w.wrong.left(triesLeft)]}
      figure={triesLeft}
      unit={(w) => w.tries(triesLeft)}
      waiting={false}
    >
      <SteamerAbove size={STEAMER[panel]} holds={{ tries: triesLeft }} />
    </Top>
  );
}

export function WaitTop({ seconds, total }: { seconds: number; total: number }): JSX.Element {
  const { panel, stateAtMs } = useScreen();
  const left = useSecondsLeft(seconds, stateAtMs);
  return (
    <Top
      title={(w) => w.wait.title}
      sentences={(w) => [w.wait.what, w.wait.next]}
      figure={left}
      unit={(w) => w.seconds}
      waiting
    >
      <SteamerAbove size={STEAMER[panel]} holds={{ timeLeft: total > 0 ? left / total : 0 }} />
    </Top>
  );
}
