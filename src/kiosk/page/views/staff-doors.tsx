/** The doors that somebody has to look behind, after the database was lost or food was held: one tap opens one door. */
import type { JSX } from 'preact';
import type { DoorToCheck, View } from '../../../core/screen.ts';
import { Press } from '../press.tsx';
import { One } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG, spaced } from '../type-setting.ts';
import { Dishes } from './order-line.tsx';
import { usePages } from './pages.tsx';

export function StaffDoors({ staffName, doors, justChecked }: Extract<View, { name: 'staff-doors' }>): JSX.Element {
  const { language, words } = useScreen();
  const { shown, pager } = usePages(doors);
  return (
    <section class="staff-page">
      <div class="staff-head">
        <div>
          <h1 class="prompt" lang={LANG[language]}>
            {doors.length === 0 ? words.allChecked : words.toCheck}
          </h1>
          <p class={justChecked === null ? 'news' : 'news stored'} lang={LANG[language]}>
            {justChecked === null
              ? spaced([staffName, ...(doors.length === 0 ? [] : [words.doorsToCheck(doors.length)])].join(' · '))
              : `✓ ${spaced(words.checked(justChecked))}`}
          </p>
        </div>
        <Press class="plain" input={{ kind: 'back' }}>
          <One of={(w) => w.toOrders} />
        </Press>
      </div>
      <div class="rows">
        {shown.map((door) => (
          <Press
            class="row"
            key={door.compartment}
            when="up"
            input={{ kind: 'check-door', compartment: door.compartment }}
          >
            <DoorLine {...door} />
          </Press>
        ))}
      </div>
      {pager}
    </section>
  );
}

function DoorLine({ compartment, zone, held, order }: DoorToCheck): JSX.Element {
  return (
    <>
      <One class="order-id" of={(w) => w.door(compartment)} />
      {order === null ? <One class="dishes" of={(w) => w.nobodyKnows} /> : <Dishes order={order} most={1} />}
      <One class={`zone ${zone}`} of={(w) => w.zone[zone]} />
      <One class="to-door" of={(w) => (held ? w.onHold : (order?.orderId ?? ''))} />
    </>
  );
}
