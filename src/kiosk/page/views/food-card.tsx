import type { JSX } from 'preact';
import type { Food } from '../../../core/screen.ts';
import { One } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG, spaced } from '../type-setting.ts';

/** As many dishes as a card has lines for; the rest are counted. */
const LINES = { portrait: 4, landscape: 4, small: 2 } as const;
const LINES_LARGE = { portrait: 3, landscape: 3, small: 1 } as const;

export function FoodCard({ food }: { food: Food }): JSX.Element {
  const { language, panel, state } = useScreen();
  const lines = (state.largeType ? LINES_LARGE : LINES)[panel];
  const fits = food.items.length <= lines;
  const shown = fits ? food.items : food.items.slice(0, lines - 1);
  return (
    <div class="food card">
      <p class="food-head">
        <One of={(w) => w.yourFood} />
        <One class={`zone ${food.zone}`} of={(w) => w.zone[food.zone]} />
      </p>
      <ul>
        {shown.map(({ name, quantity }) => (
          <li key={name.zh}>
            <b lang={LANG[language]}>{spaced(name[language])}</b>
            <One of={(w) => w.pieces(quantity)} />
          </li>
        ))}
        {fits ? null : (
          <li class="rest">
            <One of={(w) => w.more(food.items.length - shown.length)} />
          </li>
        )}
      </ul>
    </div>
  );
}
