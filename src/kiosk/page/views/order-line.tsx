import type { JSX } from 'preact';
import type { StaffOrder } from '../../../core/screen.ts';
import { One } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG, spaced } from '../type-setting.ts';

/** A row is one line of dishes: the first ones by name, the rest by count. */
export function Dishes({ order, most }: { order: StaffOrder; most: number }): JSX.Element {
  const { language, words } = useScreen();
  const named = order.items.slice(0, most).map(({ name, quantity }) => {
    return quantity === 1 ? name[language] : `${name[language]} ${words.pieces(quantity)}`;
  });
  const rest = order.items.length - named.length;
  const text = named.join(language === 'zh' ? '、' : ', ');
  return (
    <span class="dishes" lang={LANG[language]}>
      {spaced(rest > 0 ? `${text} +${rest}` : text)}
    </span>
  );
}

export function OrderLine({ order, most }: { order: StaffOrder; most: number }): JSX.Element {
  const { compartment, orderId, zone } = order;
  return (
    <>
      <b class="order-id">{orderId}</b>
      <Dishes order={order} most={most} />
      <One class={`zone ${zone}`} of={(w) => w.zone[zone]} />
      <One class="to-door" of={(w) => (compartment === null ? w.noDoorFree : w.door(compartment))} />
    </>
  );
}
