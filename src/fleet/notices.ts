import type { Health, Reported, Status } from '../contract/messages.ts';
import type { DocumentName } from '../contract/topics.ts';
import type { JournalEvent } from '../core/event.ts';
import type { SessionDistrust } from './session-proof.ts';

/** Why a message of a locker was not taken. */
export type Refusal =
  | 'unknown-topic'
  | 'unknown-locker'
  | 'undecodable'
  | 'epoch-used-twice'
  | 'overloaded'
  | 'store-failed'
  | 'old-connection'
  | SessionDistrust;

/** What the hub tells those who watch it, in the order in which it learned it. */
export type Notice =
  /** Stored for good, and no earlier one is missing: each event once, in order. */
  | { readonly kind: 'event'; readonly lockerId: string; readonly epoch: string; readonly event: JournalEvent }
  /** `proven`: signed by the pinned device key, and fresh. Else it was retained, a will, or nobody checked it. */
  | { readonly kind: 'status'; readonly lockerId: string; readonly status: Status; readonly proven: boolean }
  | { readonly kind: 'health'; readonly lockerId: string; readonly health: Health }
  | {
      readonly kind: 'reported';
      readonly lockerId: string;
      readonly document: DocumentName;
      readonly reported: Reported;
    }
  /** The first device key that this locker showed is believed from now on. */
  | { readonly kind: 'pinned'; readonly lockerId: string; readonly fingerprint: string }
  /** Events that the locker no longer has and the hub never got. */
  | {
      readonly kind: 'lost';
      readonly lockerId: string;
      readonly epoch: string;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'refused'; readonly lockerId: string | null; readonly topic: string; readonly reason: Refusal }
  | { readonly kind: 'link'; readonly connected: boolean; readonly reason: string | null };

export type Tell = (notice: Notice) => void;
