/** The page is drawn for three panels; any other panel gets the nearest of them, scaled as a whole. */
export const PANELS = {
  portrait: { width: 1080, height: 1920 },
  landscape: { width: 1280, height: 800 },
  small: { width: 800, height: 480 },
} as const;

export type Panel = keyof typeof PANELS;

/** Below this height a landscape panel is a 7-inch one, whose targets are larger in its own pixels. */
const SMALL_BELOW = 640;

export function panelFor(width: number, height: number): Panel {
  if (height > width) return 'portrait';
  return height < SMALL_BELOW ? 'small' : 'landscape';
}

export function scaleFor(panel: Panel, width: number, height: number): number {
  return Math.min(width / PANELS[panel].width, height / PANELS[panel].height);
}
