import type { JSX } from 'preact';
import { Header } from '../header.tsx';
import { Second } from '../said.tsx';
import { useScreen } from '../screen-context.ts';
import { LANG } from '../type-setting.ts';
import { CabinetMap } from './cabinet-map.tsx';

const MAP = {
  portrait: { x: 56, y: 260, width: 968, height: 640, type: 36 },
  landscape: { x: 40, y: 230, width: 590, height: 530, type: 30 },
  small: { x: 0, y: 0, width: 0, height: 0, type: 24 },
} as const;

/** No scene for staff: this cabinet itself. */
export function StaffTop(): JSX.Element {
  const { panel, cabinet, language, words } = useScreen();
  const box = MAP[panel];
  const perMm = Math.min(box.width / cabinet.width, box.height / cabinet.height);
  const width = cabinet.width * perMm;
  const at = { x: box.x + (box.width - width) / 2, y: box.y, width, height: cabinet.height * perMm, perMm };
  return (
    <section class="staff-top">
      {panel === 'small' ? null : <Header />}
      <h1 class="prompt" lang={LANG[language]}>
        {words.staffSignIn}
      </h1>
      <Second of={(w) => w.staffSignIn} />
      {panel === 'small' ? null : <CabinetMap at={at} lit={null} type={box.type} />}
    </section>
  );
}
