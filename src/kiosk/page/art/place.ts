/** Where a piece of the set stands in its picture: its own origin is where it touches the ground. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly turn?: number;
  /** Faces the other way. */
  readonly flip?: boolean;
}

export function transformOf({ x, y, scale, turn = 0, flip = false }: Place): string {
  return `translate(${x} ${y}) rotate(${turn}) scale(${flip ? -scale : scale} ${scale})`;
}
