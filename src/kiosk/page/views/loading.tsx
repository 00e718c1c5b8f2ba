/** A staff member puts one order behind one door. */
import type { JSX } from 'preact';
import type { View } from '../../../core/screen.ts';
import { Press } from '../press.tsx';
import { Both, One } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG, spaced } from '../type-setting.ts';
import { DoorPicture } from './door-picture.tsx';
import { pictureOf } from './light.ts';
import { Dishes } from './order-line.tsx';

export function Loading({ compartment, order, door, askEmpty }: Extract<View, { name: 'loading' }>): JSX.Element {
  const { language, words, cabinet, panel } = useScreen();
  const side = pictureOf(cabinet, compartment, panel)?.lightSide ?? 'left';
  const said = words.loading[door];
  const stuck = door === 'jammed' || door === 'no-answer';
  return (
    <section class={`at-door loading light-${side}`}>
      <DoorPicture compartment={compartment} open={door === 'open'} />
      <div class="say">
        <h1 class="result" lang={LANG[language]}>
          {spaced(said.title(compartment))}
        </h1>
        <span class="where" lang={LANG[language]}>
          {spaced(said.next)}
        </span>
        <p class="order">
          <b class="order-id">{order.orderId}</b>
          <Dishes order={order} most={panel === 'portrait' ? 3 : 2} />
        </p>
      </div>
      {askEmpty ? (
        <h2 class="ask-empty" lang={LANG[language]}>
          {words.wasEmpty}
        </h2>
      ) : null}
      <div class="buttons">
        {askEmpty ? (
          <>
            <Press class="big first-choice" input={{ kind: 'was-empty', empty: true }}>
              <Both of={(w) => w.wasEmptyYes} />
            </Press>
            <Press class="big" input={{ kind: 'was-empty', empty: false }}>
              <Both of={(w) => w.wasEmptyNo} />
            </Press>
          </>
        ) : (
          <>
            {stuck ? (
              <Press class="big first-choice" input={{ kind: 'try-again' }}>
                <One class="first" of={(w) => w.tryAgain} />
              </Press>
            ) : null}
            <Press class="big" input={{ kind: 'back' }}>
              <Both of={(w) => w.back} />
            </Press>
          </>
        )}
      </div>
    </section>
  );
}
