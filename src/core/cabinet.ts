import * as z from 'zod';

export const zoneSchema = z.enum(['chilled', 'frozen', 'heated', 'ambient']);
export type Zone = z.infer<typeof zoneSchema>;

/** From small to large: an order fits its own size and every larger one. */
export const SIZES = ['S', 'M', 'L', 'XL'] as const;
export const sizeSchema = z.enum(SIZES);
export type Size = z.infer<typeof sizeSchema>;

export const textSchema = z.strictObject({ zh: z.string().min(1).max(60), en: z.string().min(1).max(120) });
/** The same words in both languages of the screen. */
export type Text = z.infer<typeof textSchema>;

/** Millimetres on the cabinet's front, from its top left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One door with its space, as built; what is in it now is a `Compartment`. */
export interface Door {
  readonly compartment: number;
  readonly zone: Zone;
  readonly size: Size;
  /** Reachable from a wheelchair or by a small person. */
  readonly low: boolean;
  readonly rect: Rect;
  readonly sensor: 'fitted' | 'none';
}

/** What a person sees of the cabinet; the screen gets it once, at connect. */
export interface CabinetFace {
  readonly site: Text;
  /** What a resident reads to the help line. */
  readonly cabinetNumber: string;
  readonly helpPhone: string;
  /** IANA zone, e.g. Asia/Shanghai. */
  readonly timeZone: string;
  readonly defaultLanguage: 'zh' | 'en';
  readonly width: number;
  readonly height: number;
  readonly screen: Rect;
  readonly doors: readonly Door[];
}
