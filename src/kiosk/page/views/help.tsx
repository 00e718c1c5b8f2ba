import type { JSX } from 'preact';
import { Scene } from '../art/scenes.tsx';
import { RoundCabinet, RoundPhone } from '../art/step-icons.tsx';
import { Header } from '../header.tsx';
import { Press } from '../press.tsx';
import { Both, One, Second, Title } from '../said.tsx';
import { useScreen } from '../screen-context.ts';

const ICON = { portrait: 112, landscape: 76, small: 0 } as const;

/** The number to call, and the number to say. */
export function HelpPage(): JSX.Element {
  const { panel, cabinet } = useScreen();
  const size = ICON[panel];
  return (
    <section class="help-page">
      {panel === 'small' ? null : (
        <div class="window">
          <Scene slide="help" panel={panel} />
          <Header />
        </div>
      )}
      <div class="said">
        <Title of={(w) => w.helpTitle} />
        {panel === 'small' ? null : <Second class="title-again" of={(w) => w.helpTitle.join(' ')} />}
      </div>
      <dl class="call-card card">
        <div>
          {panel === 'small' ? null : <RoundPhone size={size} />}
          <dt>
            <One of={(w) => w.callUs} />
          </dt>
          <dd>{cabinet.helpPhone}</dd>
        </div>
        <div>
          {panel === 'small' ? null : <RoundCabinet size={size} />}
          <dt>
            <One of={(w) => w.tellThem} />
          </dt>
          <dd>{cabinet.cabinetNumber}</dd>
        </div>
      </dl>
      <div class="buttons">
        <Press class="big first-choice" input={{ kind: 'back' }}>
          <Both of={(w) => w.back} />
        </Press>
        <Press class="big staff" input={{ kind: 'staff' }}>
          <Both of={(w) => w.staff} />
        </Press>
      </div>
    </section>
  );
}
