import type { JSX } from 'preact';
import type { Entry } from '../../core/screen.ts';
import { useAfter } from './clocks.ts';
import { useScreen } from './screen-context.ts';
import { LANG } from './type-setting.ts';

/** How long the newest digit can be read before it turns into a dot. */
const READABLE_MS = 1000;

interface SlotsProps {
  readonly entry: Entry;
  readonly length: 4 | 8;
  readonly mode: 'live' | 'resting' | 'checking';
  readonly alwaysMasked: boolean;
}

export function Slots({ entry, length, mode, alwaysMasked }: SlotsProps): JSX.Element {
  const { language, words } = useScreen();
  const masked = useAfter(READABLE_MS, entry.entered);
  const slots = Array.from({ length }, (_, place) => {
    const filled = place < entry.entered;
    const newest = place === entry.entered - 1 && !masked && !alwaysMasked ? entry.newest : null;
    const current = mode === 'live' && place === entry.entered;
    const state = newest !== null ? 'shown' : filled ? 'masked' : current ? 'current' : 'empty';
    return (
      <span key={place} class={`slot ${state}${place === 4 ? ' second-half' : ''}`}>
        {newest}
      </span>
    );
  });
  return (
    <div class={`slots of-${length}`} role="img" aria-label={words.entered(entry.entered)} lang={LANG[language]}>
      {slots}
    </div>
  );
}
