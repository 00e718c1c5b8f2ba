/** The three built-in slides, composed from the shared set for each panel. */
import type { JSX } from 'preact';
import type { BuiltInSlide } from '../../../core/screen.ts';
import type { Panel } from '../panel-size.ts';
import { Basket } from './basket.tsx';
import { BokChoy } from './bok-choy.tsx';
import { CabinetFront } from './front.tsx';
import { Caller, Reacher, Walker } from './people.tsx';
import { Egg, Sprout, Tomato } from './produce.tsx';
import { Block, type Ground, Hills, House, Sky, Tree } from './scenery.tsx';
import { Steamer } from './steamer.tsx';

const GROUNDS: Readonly<Record<Panel, Ground>> = {
  portrait: { width: 1080, height: 960, horizon: 572, unit: 1, clear: 366, sun: { x: 812, y: 416, radius: 104 } },
  landscape: { width: 670, height: 800, horizon: 396, unit: 0.74, clear: 246, sun: { x: 522, y: 262, radius: 68 } },
  small: { width: 412, height: 232, horizon: 160, unit: 0.4, clear: 30, sun: { x: 306, y: 92, radius: 38 } },
};

/** Rows of seedlings that run to one point behind the hills. */
function Garden({ width, height, horizon, unit }: Ground): JSX.Element {
  const vanishing = width * 0.24;
  const beds: JSX.Element[] = [];
  const seedlings: JSX.Element[] = [];
  let line = 0;
  for (let depth = 0.1; depth < 1.05; depth *= 1.3) {
    const y = horizon + (height - horizon) * depth;
    const step = (150 * depth + 34) * unit;
    for (let i = -12; i <= 12; i++) {
      const x = vanishing + (i + 0.5) * step;
      if (x < -40 || x > width * 0.66) continue;
      seedlings.push(<Sprout key={`${line} ${i}`} x={x} y={y} scale={(0.26 + depth * 1.05) * unit} />);
    }
    line++;
  }
  for (let i = -12; i <= 12; i++) {
    const at = (depth: number) => vanishing + (i + 0.5) * (150 * depth + 34) * unit;
    const half = (depth: number) => (7 + depth * 34) * unit;
    beds.push(
      <path
        key={i}
        d={`M${at(0) - half(0)},${horizon} H${at(0) + half(0)} L${at(1) + half(1)},${height} H${at(1) - half(1)}Z`}
      />,
    );
  }
  return (
    <>
      <rect y={horizon} width={width} height={height - horizon} fill="#8A6847" />
      <g fill="#4C8353">{beds}</g>
      {seedlings}
    </>
  );
}

/** Grass with a light path that runs out of the picture. */
function Lane({ width, height, horizon }: Ground): JSX.Element {
  const tall = height - horizon;
  const at = (share: number, down: number) => `${Math.round(share * width)},${Math.round(horizon + down * tall)}`;
  return (
    <>
      <rect y={horizon - 1} width={width} height={tall + 1} fill="#7EA56C" />
      <path
        d={`M${at(0.3, 0)} C${at(0.34, 0.2)} ${at(0.1, 0.4)} ${at(-0.1, 0.7)} L${at(-0.1, 1)} L${at(0.8, 1)} C${at(0.62, 0.6)} ${at(0.42, 0.3)} ${at(0.36, 0)}Z`}
        fill="#EBD5A8"
      />
      <path
        d={`M${at(0.36, 0)} C${at(0.42, 0.3)} ${at(0.62, 0.6)} ${at(0.8, 1)} L${at(1, 1)} L${at(1, 0.1)} C${at(0.8, 0.02)} ${at(0.5, 0.06)} ${at(0.36, 0)}Z`}
        fill="#6C9659"
      />
    </>
  );
}

function Welcome({ ground }: { ground: Ground }): JSX.Element {
  const { width, horizon, unit } = ground;
  const basket = { x: width * 0.78, y: horizon + 68 * unit, scale: unit };
  return (
    <>
      <Garden {...ground} />
      <Tree x={width * 0.12} y={horizon - 4} scale={0.83 * unit} />
      <Tree x={width * 0.09} y={horizon - 2} scale={0.6 * unit} shade />
      <House x={width * 0.22} y={horizon - 6} scale={0.9 * unit} />
      <Tree x={width * 0.385} y={horizon - 4} scale={0.72 * unit} />
      <Walker x={width * 0.29} y={horizon + 146 * unit} scale={0.98 * unit} />
      <g transform={`translate(${basket.x} ${basket.y}) scale(${basket.scale})`}>
        <BokChoy x={-134} y={54} scale={0.744} turn={-20} />
        <BokChoy x={134} y={55} scale={0.744} turn={18} />
        <BokChoy x={-62} y={36} scale={0.804} turn={-7} />
        <BokChoy x={71} y={39} scale={0.798} turn={9} />
        <BokChoy x={0} y={75} scale={0.774} turn={1} />
        <Tomato x={-118} y={-22} scale={0.92} turn={-12} />
        <Egg x={132} y={-14} scale={0.8} turn={14} />
        <Egg x={82} y={-12} scale={0.78} turn={-16} />
        <Basket x={0} y={0} scale={1} clip="welcome-basket" />
      </g>
    </>
  );
}

const CABINET_HIGH = 452;

function HowTo({ ground }: { ground: Ground }): JSX.Element {
  const { width, horizon, unit, clear } = ground;
  const foot = horizon + 156 * unit;
  const tall = Math.min(0.98 * unit, (foot - clear) / CABINET_HIGH);
  // The smallest title needs the room to its right.
  const cabinetX = width * (unit < 0.5 ? 0.83 : 0.78);
  return (
    <>
      <Block x={width * 0.09} y={horizon + 12 * unit} scale={0.7 * unit} floors={3} />
      <Block x={width * 0.27} y={horizon + 8 * unit} scale={0.58 * unit} floors={3} />
      <Tree x={width * 0.185} y={horizon + 4} scale={0.7 * unit} />
      <Tree x={width * 0.36} y={horizon + 4} scale={0.84 * unit} />
      <Tree x={width * 0.41} y={horizon + 6} scale={0.6 * unit} shade />
      <Lane {...ground} />
      <Tree x={width * 0.97} y={horizon + 40 * unit} scale={1.7 * unit} />
      <CabinetFront x={cabinetX} y={foot} scale={tall} />
      <Reacher x={cabinetX - 272 * tall} y={foot + 6 * unit} scale={1.08 * tall} />
      <BokChoy x={width * 0.06} y={horizon + 190 * unit} scale={0.5 * unit} turn={-8} />
      <BokChoy x={width * 0.17} y={horizon + 206 * unit} scale={0.54 * unit} turn={6} />
    </>
  );
}

function Help({ ground }: { ground: Ground }): JSX.Element {
  const { width, horizon, unit } = ground;
  return (
    <>
      <House x={width * 0.13} y={horizon + 12 * unit} scale={0.86 * unit} />
      <Tree x={width * 0.31} y={horizon} scale={0.9 * unit} />
      <Tree x={width * 0.36} y={horizon + 2} scale={0.66 * unit} shade />
      <Lane {...ground} />
      <Caller x={width * 0.4} y={horizon + 158 * unit} scale={1.16 * unit} />
      <Steamer x={width * 0.79} y={horizon + 200 * unit} scale={1.16 * unit} tiers={2} />
      <Sprout x={width * 0.08} y={horizon + 96 * unit} scale={0.9 * unit} />
      <Sprout x={width * 0.2} y={horizon + 134 * unit} scale={1.1 * unit} />
    </>
  );
}

const SCENES = { welcome: Welcome, 'how-to': HowTo, help: Help } as const;

export function Scene({ slide, panel }: { slide: BuiltInSlide; panel: Panel }): JSX.Element {
  const ground = GROUNDS[panel];
  const Front = SCENES[slide];
  return (
    <svg
      class="art scene"
      width={ground.width}
      height={ground.height}
      viewBox={`0 0 ${ground.width} ${ground.height}`}
      aria-hidden="true"
    >
      <Sky {...ground} />
      <Hills {...ground} />
      <Front ground={ground} />
    </svg>
  );
}
