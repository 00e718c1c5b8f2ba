import { InvalidArgumentError } from 'commander';
import { isoTime, parseTime } from '../../core/clock.ts';

export interface ItemText {
  readonly sku: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly quantity: number;
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `青菜 | Pak choi`, `青菜 | Pak choi | 2`, `青菜 | Pak choi | 2 | SKU`; one name stands for both languages. */
export function parseItem(text: string, earlier: readonly ItemText[]): readonly ItemText[] {
  const [zh = '', en = zh, count = '1', sku = `item-${earlier.length + 1}`, ...rest] = text
    .split('|')
    .map((part) => part.trim());
  const quantity = Number(count);
  if (zh === '' || en === '' || rest.length > 0 || !Number.isInteger(quantity) || quantity < 1) {
    throw new InvalidArgumentError("write '青菜 | Pak choi', or with a quantity: '青菜 | Pak choi | 2'");
  }
  return [...earlier, { sku, name: { zh, en }, quantity }];
}

/** `+90m`, `+6h`, `+2d` from now, or a time with its zone; as RFC 3339 in UTC. */
export function parseWhen(text: string, nowMs: number): string {
  const [, count, unit] = /^\+(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count !== undefined && (unit === 'm' || unit === 'h' || unit === 'd')) {
    return isoTime(nowMs + Number(count) * UNITS[unit]);
  }
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? parseTime(text)
    : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('write +6h, +90m, +2d or 2026-05-01T20:00+08:00');
  return isoTime(at);
}

/** `1234 5678`: how a code is read out. */
export const grouped = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;
