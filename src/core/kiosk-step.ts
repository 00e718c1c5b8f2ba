import type { Checker, Finding } from './door-check.ts';
import type { LoadingPage, Stage } from './kiosk-stage.ts';
import type { Language } from './screen.ts';

export interface KioskSession {
  readonly stage: Stage;
  readonly language: Language;
  readonly largeType: boolean;
  /** When somebody last touched anything. */
  readonly touchedMs: number;
}

export type KioskEffect =
  | { readonly kind: 'hush' }
  /** A code is about to be whole. */
  | { readonly kind: 'pay-ahead' }
  /** The entry was given up before it was whole. */
  | { readonly kind: 'entry-dropped' }
  | { readonly kind: 'check-code'; readonly code: string }
  | { readonly kind: 'sign-in'; readonly number: string; readonly secret: string }
  /** `loading`: what the member leaves unfinished. */
  | {
      readonly kind: 'sign-out';
      readonly staffId: string;
      readonly idle: boolean;
      readonly loading: LoadingPage | null;
    }
  | { readonly kind: 'open-again' | 'try-again'; readonly orderId: string }
  | { readonly kind: 'load-order'; readonly orderId: string; readonly staffId: string }
  | { readonly kind: 'give-up-loading'; readonly loading: LoadingPage }
  | { readonly kind: 'was-empty'; readonly empty: boolean; readonly page: LoadingPage; readonly staffId: string }
  | { readonly kind: 'check-door'; readonly compartment: number; readonly staffId: string }
  | { readonly kind: 'found'; readonly compartment: number; readonly finding: Finding; readonly checker: Checker }
  /** The member turns away from a door that they were checking. */
  | { readonly kind: 'leave-check' };

export interface KioskStep {
  readonly session: KioskSession;
  readonly effects: readonly KioskEffect[];
}

export const stay = (session: KioskSession): KioskStep => ({ session, effects: [] });

export const go = (session: KioskSession, stage: Stage, ...effects: KioskEffect[]): KioskStep => ({
  session: { ...session, stage },
  effects,
});
