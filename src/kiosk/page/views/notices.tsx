/** Something stands in the way: one large object, what happened, what to do, one button. */
import type { JSX } from 'preact';
import { placeOf } from '../../../core/door-place.ts';
import type { RefusedReason, ScreenInput, View } from '../../../core/screen.ts';
import {
  CoveredPot,
  DoorAjar,
  DoorShut,
  EmptyBasket,
  EmptyBowl,
  KitchenTimer,
  ThermometerOnLid,
  Toolbox,
} from '../art/objects.tsx';
import { Header } from '../header.tsx';
import { Press } from '../press.tsx';
import { Both, One, Second, Title } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import type { Notice, Words } from '../words/dictionary.ts';

const OBJECT = { portrait: 620, landscape: 480, small: 224 } as const;

interface NoticePageProps {
  readonly of: (words: Words) => Notice;
  readonly object: (props: { size: number }) => JSX.Element;
  readonly button: { readonly of: (words: Words) => string; readonly input: ScreenInput };
}

function NoticePage({ of, object: Drawn, button }: NoticePageProps): JSX.Element {
  const { panel, cabinet } = useScreen();
  return (
    <section class="notice">
      {panel === 'small' ? null : <Header />}
      <Drawn size={OBJECT[panel]} />
      <div class="said">
        <Title of={(w) => of(w).title} />
        <Second class="title-again" of={(w) => of(w).title.join(' ')} />
        <p class="what">
          <One of={(w) => of(w).what} /> <One of={(w) => of(w).next} />
        </p>
        <p class="help-line">
          {panel === 'small' ? null : <One of={(w) => w.helpLine} />}
          <b>{cabinet.helpPhone}</b>
          <One of={(w) => w.sayCabinet(cabinet.cabinetNumber)} />
        </p>
      </div>
      <div class="buttons">
        <Press class="big first-choice" input={button.input}>
          <Both of={button.of} />
        </Press>
      </div>
    </section>
  );
}

const BACK = { of: (w: Words) => w.understood, input: { kind: 'back' } } as const;
const HELP = { of: (w: Words) => w.help, input: { kind: 'help' } } as const;
const TRY_AGAIN = { of: (w: Words) => w.tryAgain, input: { kind: 'try-again' } } as const;

const REFUSED_OBJECT = {
  'not-loaded': EmptyBasket,
  'already-collected': EmptyBowl,
  expired: KitchenTimer,
  held: ThermometerOnLid,
} as const;

export function Refused({ reason }: { reason: RefusedReason }): JSX.Element {
  return <NoticePage of={(w) => w.refused[reason]} object={REFUSED_OBJECT[reason]} button={BACK} />;
}

export function LeftOpen({ compartment, alarm }: { compartment: number; alarm: boolean }): JSX.Element {
  const { cabinet } = useScreen();
  const place = placeOf(cabinet, compartment);
  return (
    <NoticePage
      of={(w) => w.leftOpen(compartment, alarm, place === undefined ? '' : w.where(place))}
      object={DoorAjar}
      button={HELP}
    />
  );
}

export function Jammed({ compartment, canTryAgain }: { compartment: number; canTryAgain: boolean }): JSX.Element {
  return (
    <NoticePage
      of={(w) => w.jammed(compartment, canTryAgain)}
      object={DoorShut}
      button={canTryAgain ? TRY_AGAIN : HELP}
    />
  );
}

export function Service({ reason }: { reason: Extract<View, { name: 'service' }>['reason'] }): JSX.Element {
  // Where nothing can be recorded this card stands until it can: there is nothing to go back to.
  return (
    <NoticePage of={(w) => w.service[reason]} object={Toolbox} button={reason === 'cannot-record' ? HELP : BACK} />
  );
}

export function StaffRefused({ triesLeft }: { triesLeft: number }): JSX.Element {
  return (
    <NoticePage
      of={(w) => ({ title: w.staffRefused.title, what: w.staffRefused.left(triesLeft), next: '' })}
      object={CoveredPot}
      button={BACK}
    />
  );
}
