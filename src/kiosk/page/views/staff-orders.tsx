/** What waits to be put into the cabinet: dense rows, one tap stores one order. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { View } from '../../../core/screen.ts';
import { EmptyBasket } from '../art/objects.tsx';
import { Press } from '../press.tsx';
import { One } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG, spaced } from '../type-setting.ts';
import { OrderLine } from './order-line.tsx';

const ROWS = { portrait: 10, landscape: 8, small: 2 } as const;
const ROWS_LARGE = { portrait: 8, landscape: 8, small: 2 } as const;
const BASKET = { portrait: 420, landscape: 300, small: 160 } as const;

export function StaffOrders({ staffName, orders, justStored }: Extract<View, { name: 'staff-orders' }>): JSX.Element {
  const { panel, language, words, state } = useScreen();
  const rows = (state.largeType ? ROWS_LARGE : ROWS)[panel];
  const pages = Math.max(1, Math.ceil(orders.length / rows));
  const [wanted, setWanted] = useState(0);
  const page = Math.min(wanted, pages - 1);
  const most = panel === 'portrait' && !state.largeType ? 2 : 1;
  const shown = orders.slice(page * rows, (page + 1) * rows);
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
      {pages === 1 ? null : (
        <nav class="pager">
          <Press class="plain" off={page === 0} onPress={() => setWanted(Math.max(0, page - 1))}>
            <One of={(w) => w.previous} />
          </Press>
          <One class="pages" of={(w) => w.page(page + 1, pages)} />
          <Press class="plain" off={page === pages - 1} onPress={() => setWanted(Math.min(pages - 1, page + 1))}>
            <One of={(w) => w.next} />
          </Press>
        </nav>
      )}
    </section>
  );
}
