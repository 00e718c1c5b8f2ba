/** The half that a hand uses. It is the same in every view that takes digits, and never moves by a pixel. */
import type { ComponentChildren, JSX } from 'preact';
import type { Entry } from '../../core/screen.ts';
import { Keypad } from './keypad.tsx';
import { SideColumn } from './side-column.tsx';
import { Slots } from './slots.tsx';

export interface CodePanelProps {
  readonly prompt: ComponentChildren;
  readonly entry: Entry;
  readonly length: 4 | 8;
  /** `live` takes digits, `resting` must not, `checking` has just taken the last one. */
  readonly mode: 'live' | 'resting' | 'checking';
  readonly alwaysMasked?: boolean;
  readonly staff?: boolean;
}

export function CodePanel({
  prompt,
  entry,
  length,
  mode,
  alwaysMasked = false,
  staff = false,
}: CodePanelProps): JSX.Element {
  return (
    <section class={`code ${mode}`}>
      <div class="ask">{prompt}</div>
      <Slots entry={entry} length={length} mode={mode} alwaysMasked={alwaysMasked} />
      <Keypad resting={mode === 'resting'} />
      <SideColumn staff={staff} />
    </section>
  );
}
