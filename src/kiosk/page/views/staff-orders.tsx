/** What waits to be put into the cabinet: dense rows, one tap stores one order. */
import type { JSX } from 'preact';
import type { View } from '../../../core/screen.ts';
import { EmptyBasket } from '../art/objects.tsx';
import { Press } from '../press.tsx';
import { One } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG, spaced } from '../type-setting.ts';
import { OrderLine } from './order-line.tsx';
import { usePages } from './pages.tsx';

const BASKET = { portrait: 420, landscape: 300, small: 160 } as const;

export function StaffOrders(view: Extract<View, { name: 'staff-orders' }>): JSX.Element {
  const { staffName, orders, justStored, doorsToCheck } = view;
  const { panel, language, words, state } = useScreen();
  const { shown, pager } = usePages(orders);
  const most = panel === 'portrait' && !state.largeType ? 2 : 1;
  return (
    <section class="staff-page">
      <div class="staff-head">
        <div>
          <h1 class="prompt" lang={LANG[language]}>
            {orders.length === 0 ? words.nothingToStore : words.toStore}
          </h1>
          <p class={justStored === null ? 'news' : 'news stored'} lang={LANG[language]}>
            {justStored === null
              ? spaced([staffName, ...(orders.length === 0 ? [] : [words.ordersLeft(orders.length)])].join(' · '))
              : `✓ ${spaced(words.stored(justStored.orderId, justStored.compartment))}`}
          </p>
        </div>
        {doorsToCheck === 0 ? null : (
          <Press class="plain wanted" input={{ kind: 'check-doors' }}>
            <One of={(w) => w.doorsToCheck(doorsToCheck)} />
          </Press>
        )}
        <Press class="plain" input={{ kind: 'back' }}>
          <One of={(w) => w.signOut} />
        </Press>
      </div>
      {orders.length === 0 ? <EmptyBasket size={BASKET[panel]} /> : null}
      <div class="rows">
        {shown.map((order) =>
          order.compartment === null ? (
            <div class="row none-free" key={order.orderId}>
              <OrderLine order={order} most={most} />
            </div>
          ) : (
            <Press class="row" key={order.orderId} when="up" input={{ kind: 'load-order', orderId: order.orderId }}>
              <OrderLine order={order} most={most} />
            </Press>
          ),
        )}
      </div>
      {pager}
    </section>
  );
}
