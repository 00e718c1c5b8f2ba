import type { Moment } from './clock.ts';

export type Role = 'stocker' | 'leader' | 'technician';

export interface StaffMember {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly role: Role;
  readonly secretMac: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * A member may sign in within the dates of the staff document. `from` binds only while the clock is trusted: whoever comes
 * to mend a clock that lags must get in. `until` is judged on the confirmed time, which a clock that jumped does not hurry.
 */
export const isValid = (member: StaffMember, now: Moment, confirmedMs: number): boolean =>
  (now.clock === 'floor' || member.fromMs <= now.atMs) && confirmedMs < member.untilMs;
