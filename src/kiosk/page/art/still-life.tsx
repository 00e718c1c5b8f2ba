/** What stands on the top edge of a card as on a table, in the lighter greens for deep ground. 400 wide, 200 high. */
import type { JSX } from 'preact';
import { BokChoy } from './bok-choy.tsx';
import { Egg, Tomato } from './produce.tsx';

export function StillLife({ width }: { width: number }): JSX.Element {
  return (
    <svg class="art still" width={width} height={width / 2.2} viewBox="-40 0 440 200" aria-hidden="true">
      <BokChoy x={96} y={198} scale={0.48} turn={-10} ground="deep" />
      <BokChoy x={176} y={200} scale={0.54} turn={7} ground="deep" />
      <Tomato x={262} y={164} scale={0.7} turn={-8} />
      <Tomato x={338} y={171} scale={0.58} turn={14} />
      <Egg x={226} y={178} scale={0.52} turn={-14} />
      <Egg x={304} y={180} scale={0.46} turn={62} />
    </svg>
  );
}
