/** The door opens and light falls on the food. */
import type { JSX } from 'preact';
import { placeOf } from '../../../core/door-place.ts';
import type { Food } from '../../../core/screen.ts';
import { StillLife } from '../art/still-life.tsx';
import { Press } from '../press.tsx';
import { Both, One, Second } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG, spaced } from '../type-setting.ts';
import type { Words } from '../words/dictionary.ts';
import { DoorPicture } from './door-picture.tsx';
import { FoodCard } from './food-card.tsx';
import { pictureOf } from './light.ts';

const STILL = { portrait: 500, landscape: 200, small: 0 } as const;

interface SayProps {
  readonly compartment: number;
  readonly result: (words: Words) => string;
  readonly closeAfter: boolean;
}

/** What has happened, and where, seen by somebody who reads this screen. */
function Say({ compartment, result, closeAfter }: SayProps): JSX.Element {
  const { cabinet, language, words, panel } = useScreen();
  const place = placeOf(cabinet, compartment);
  return (
    <div class="say">
      <h1 class="result" lang={LANG[language]}>
        {spaced(result(words))}
      </h1>
      {place === undefined ? null : <One class="where" of={(w) => w.where(place)} />}
      {closeAfter ? <One class="close-after" of={(w) => w.closeAfter} /> : null}
      {panel === 'small' || place === undefined ? null : (
        <Second of={(w) => `${result(w)}${w.stop}${w.where(place)}${w.stop.trim()}`} />
      )}
    </div>
  );
}

function sideOfText(screen: ReturnType<typeof useScreen>, compartment: number): string {
  return pictureOf(screen.cabinet, compartment, screen.panel)?.lightSide ?? 'left';
}

export function DoorOpening({ compartment }: { compartment: number }): JSX.Element {
  const side = sideOfText(useScreen(), compartment);
  return (
    <section class={`at-door light-${side}`}>
      <DoorPicture compartment={compartment} open={false} />
      <Say compartment={compartment} result={(w) => w.opening(compartment)} closeAfter={false} />
    </section>
  );
}

interface DoorOpenProps {
  readonly compartment: number;
  readonly food: Food;
  readonly canOpenAgain: boolean;
}

export function DoorOpen({ compartment, food, canOpenAgain }: DoorOpenProps): JSX.Element {
  const screen = useScreen();
  const { panel } = screen;
  return (
    <section class={`at-door light-${sideOfText(screen, compartment)}`}>
      <DoorPicture compartment={compartment} open />
      <Say compartment={compartment} result={(w) => w.open(compartment)} closeAfter />
      {panel === 'small' ? null : (
        <div class="table">
          <StillLife width={STILL[panel]} />
          <FoodCard food={food} />
        </div>
      )}
      <div class="buttons">
        {canOpenAgain ? (
          <Press class="big first-choice" input={{ kind: 'open-again' }}>
            <Both of={(w) => w.openAgain} />
          </Press>
        ) : null}
        <Press class="big" input={{ kind: 'help' }}>
          <Both of={(w) => w.somethingWrong} />
        </Press>
      </div>
    </section>
  );
}
