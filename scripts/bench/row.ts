interface Target {
  readonly text: string;
  readonly met: boolean;
}

/** One line of the table. */
export interface Row {
  readonly name: string;
  /** What the figure covers, and over how many samples. */
  readonly covers: string;
  readonly unit: 'ms' | 'MB' | '%' | 'a second';
  readonly figure: number;
  /** What the same machine did in the same run with nothing of ours; null where nothing comparable exists. */
  readonly floor: number | null;
  readonly target: Target | null;
}

/** `figure` against `floor`, at most `times` of it. */
export const atMostTimes = (figure: number, floor: number, times: number): Target => ({
  text: `≤ ${times} × floor`,
  met: figure <= times * floor,
});

export const atMost = (figure: number, limit: number, unit: string): Target => ({
  text: `≤ ${limit} ${unit}`,
  met: figure <= limit,
});

const number = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

function cells({ name, figure, floor, unit, target, covers }: Row): readonly string[] {
  const ratio = floor === null ? '' : (figure / floor).toFixed(2);
  return [
    target === null ? '–' : target.met ? '✓' : '✗',
    name,
    `${number(figure)} ${unit}`,
    floor === null ? '–' : `${number(floor)} ${unit}`,
    ratio,
    target?.text ?? 'none',
    covers,
  ];
}

export function table(rows: readonly Row[]): string {
  const lines = [['', 'row', 'figure', 'floor', 'ratio', 'target', 'covers'], ...rows.map(cells)];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const text = (line: readonly string[]): string =>
    line.map((cell, column) => (column === line.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ');
  return lines.map(text).join('\n');
}
