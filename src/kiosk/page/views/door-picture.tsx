import type { JSX } from 'preact';
import { useScreen } from '../screen-context.ts';
import { CabinetMap, px } from './cabinet-map.tsx';
import { FRAMES, pictureOf } from './light.ts';

const MAP_TYPE = { portrait: 36, landscape: 30, small: 24 } as const;

interface DoorPictureProps {
  readonly compartment: number;
  /** The light falls only out of an open door. */
  readonly open: boolean;
}

/** The huge numeral, the cabinet beside it and the light between them. */
export function DoorPicture({ compartment, open }: DoorPictureProps): JSX.Element | null {
  const { cabinet, panel } = useScreen();
  const picture = pictureOf(cabinet, compartment, panel);
  if (picture === null) return null;
  const { width, height } = FRAMES[panel];
  const { numeral, from, litEdge, map, lightSide } = picture;
  return (
    <div class={`door-picture light-${lightSide}${open ? ' lit' : ''}`}>
      {open ? (
        <svg class="art light" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <g class="widens" style={{ transformOrigin: `${from.x}px ${from.y}px` }}>
            <path d={picture.outer} fill="#F5B83D" />
            <path d={picture.inner} fill="#F9CB67" />
          </g>
        </svg>
      ) : null}
      <CabinetMap at={map} lit={compartment} type={MAP_TYPE[panel]} />
      {open ? <i class="lit-edge" style={px(litEdge)} /> : null}
      <b
        class="numeral"
        style={{ left: `${numeral.x}px`, top: `${numeral.y}px`, fontSize: `${numeral.size}px` }}
        aria-hidden="true"
      >
        {compartment}
      </b>
    </div>
  );
}
