import { fail } from '../core/result.ts';

/** Why the hub did not do what it was asked. `detail` is a sentence for a person: what was wrong and what to do. */
export interface HubFailure {
  readonly code:
    | 'no-keys'
    | 'already-serving'
    | 'unknown-locker'
    | 'bad-locker-id'
    | 'bad-code-key'
    | 'bad-fingerprint'
    | 'locker-exists'
    | 'bad-order'
    | 'order-exists'
    | 'unknown-order'
    | 'order-over'
    | 'pickup-over'
    | 'bad-staff'
    | 'number-taken'
    | 'unknown-staff'
    | 'bad-command'
    | 'no-session'
    | 'not-connected'
    | 'not-published'
    | 'deadline'
    | 'stopped';
  readonly detail: string;
}

export const failure = (
  code: HubFailure['code'],
  detail: string,
): { readonly ok: false; readonly failure: HubFailure } => fail({ code, detail });
