/** A staff member looks behind one door and says what is there. */
import type { JSX } from 'preact';
import type { Finding } from '../../../core/door-check.ts';
import type { View } from '../../../core/screen.ts';
import { Press } from '../press.tsx';
import { Both, One } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG, spaced } from '../type-setting.ts';
import type { Words } from '../words/dictionary.ts';
import { DoorPicture } from './door-picture.tsx';
import { pictureOf } from './light.ts';
import { Dishes } from './order-line.tsx';

type DoorCheckView = Extract<View, { name: 'door-check' }>;

export function DoorCheck(view: DoorCheckView): JSX.Element {
  const { compartment, order, held, mayClear, door, answer, answers } = view;
  const { language, words, cabinet, panel } = useScreen();
  const side = pictureOf(cabinet, compartment, panel)?.lightSide ?? 'left';
  const said = words.doorCheck[door];
  return (
    <section class={`at-door loading light-${side}`}>
      <DoorPicture compartment={compartment} open={door === 'open'} />
      <div class="say">
        <h1 class="result" lang={LANG[language]}>
          {spaced(said.title(compartment))}
        </h1>
        <span class="where" lang={LANG[language]}>
          {spaced(answer === null ? said.next : words.closeToCount)}
        </span>
        <p class="order">
          {order === null ? <One of={(w) => w.nobodyKnows} /> : <b class="order-id">{order.orderId}</b>}
          {order === null ? null : <Dishes order={order} most={panel === 'portrait' ? 3 : 2} />}
          {held ? <One of={(w) => (mayClear ? w.onHold : w.leaderReleases)} /> : null}
        </p>
      </div>
      {answers.length === 0 ? null : (
        <h2 class="ask-empty" lang={LANG[language]}>
          {spaced(order === null ? words.whatIsInside : words.isItInside(order.orderId))}
        </h2>
      )}
      <div class="buttons">{answers.length === 0 ? <Ways {...view} /> : <Answers {...view} />}</div>
    </section>
  );
}

/** One word for each thing that can be found; whether it is good is for a leader to say where the food is held. */
function wordFor(finding: Finding, { order, held, mayClear }: DoorCheckView): keyof Words['found'] {
  if (finding === 'empty' && order !== null) return 'notThere';
  return finding === 'good' && held && !mayClear ? 'inside' : finding;
}

function Answers(view: DoorCheckView): JSX.Element {
  const { answers } = view;
  return (
    <>
      {answers.map((finding, at) => (
        <Press key={finding} class={at === 0 ? 'big first-choice' : 'big'} input={{ kind: 'found', finding }}>
          <Both of={(w) => w.found[wordFor(finding, view)]} />
        </Press>
      ))}
    </>
  );
}

function Ways({ compartment, door }: DoorCheckView): JSX.Element {
  const stuck = door === 'jammed' || door === 'no-answer';
  return (
    <>
      {stuck ? (
        <Press class="big first-choice" input={{ kind: 'check-door', compartment }}>
          <One class="first" of={(w) => w.tryAgain} />
        </Press>
      ) : null}
      <Press class="big" input={{ kind: 'back' }}>
        <Both of={(w) => w.back} />
      </Press>
    </>
  );
}
