/** The cabinet's doors as they are, drawn in HTML so that every number stays text. */
import type { JSX } from 'preact';
import type { Rect } from '../../../core/cabinet.ts';
import { useScreen } from '../screen-context.ts';
import { LANG } from '../type-setting.ts';

const LEAST_TEXT = 24;

interface MapProps {
  readonly at: Rect & { readonly perMm: number };
  readonly lit: number | null;
  /** Largest size of an unlit door's number. */
  readonly type: number;
}

export function px({ x, y, width, height }: Rect): { left: string; top: string; width: string; height: string } {
  return { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
}

export function CabinetMap({ at, lit, type }: MapProps): JSX.Element {
  const { cabinet } = useScreen();
  const scaled = (rect: Rect): Rect => ({
    x: rect.x * at.perMm,
    y: rect.y * at.perMm,
    width: rect.width * at.perMm,
    height: rect.height * at.perMm,
  });
  return (
    <div class="map" style={px(at)}>
      <i class="foot left" />
      <i class="foot right" />
      <ScreenOnMap at={scaled(cabinet.screen)} type={type} />
      {cabinet.doors.map(({ compartment, rect }) => {
        const box = scaled(rect);
        const digits = String(compartment).length;
        const most = Math.min(box.height * 0.8, (box.width * 0.86) / (digits * 0.59));
        const isLit = compartment === lit;
        const size = Math.floor(Math.min(most, isLit ? type * 1.7 : type));
        return (
          <span
            key={compartment}
            class={isLit ? 'door lit' : 'door'}
            style={{ ...px(box), fontSize: `${Math.max(size, LEAST_TEXT)}px` }}
          >
            {most >= LEAST_TEXT ? compartment : ''}
          </span>
        );
      })}
    </div>
  );
}

/** Where the reader stands. Too narrow for its words, it stays a light pane. */
function ScreenOnMap({ at, type }: { at: Rect; type: number }): JSX.Element {
  const { language, words, state, otherWords, other } = useScreen();
  const size = Math.max(LEAST_TEXT, Math.min(type * 0.88, at.width / 3.8));
  const across = language === 'zh' ? at.width > size * 2.2 : at.width > size * 3.4;
  // Chinese may stand upright where it cannot lie.
  const upright = language === 'zh' && !across && at.width > size * 1.2;
  const fits = across || upright;
  const second = !state.largeType && at.width > 100;
  return (
    <span class={upright ? 'door here upright' : 'door here'} style={{ ...px(at), fontSize: `${size}px` }}>
      {fits ? <b lang={LANG[language]}>{words.thisScreen}</b> : null}
      {fits && second ? <small lang={LANG[other]}>{otherWords.thisScreen}</small> : null}
    </span>
  );
}
