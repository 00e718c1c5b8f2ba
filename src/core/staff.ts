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

/** A member may sign in within the dates of the staff document. */
export const isValid = (member: StaffMember, now: Moment): boolean =>
  member.fromMs <= now.atMs && now.atMs < member.untilMs;
