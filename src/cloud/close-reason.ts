import type { CloseReason } from './link.ts';

/** MQTT 5.0 §2.4 (reason codes) and 3.1.1 §3.2.2.3 (CONNACK return codes 1 to 5). */
const BAD_CREDENTIALS: readonly number[] = [0x86, 0x87, 4, 5];
const BUSY: readonly number[] = [0x88, 0x89, 0x8b, 0x97, 0x9f, 3];
const TAKEN_OVER = 0x8e;

/** What a code of CONNACK, DISCONNECT, SUBACK or a PUBACK during set-up means for the next attempt. */
export function reasonOfCode(code: number): CloseReason {
  if (code === TAKEN_OVER) return { kind: 'taken-over' };
  if (BAD_CREDENTIALS.includes(code)) return { kind: 'bad-credentials', code };
  if (BUSY.includes(code)) return { kind: 'busy', code };
  return { kind: 'refused', code };
}

/** One line for a log and for `health`, e.g. `bad-credentials 0x87` or `lost: ECONNRESET`. */
export function describeReason(reason: CloseReason): string {
  if ('code' in reason) return `${reason.kind} 0x${reason.code.toString(16).padStart(2, '0')}`;
  return 'detail' in reason ? `${reason.kind}: ${reason.detail}` : reason.kind;
}

/** What a technician can do about it, where there is something; undefined for a loss that heals by itself. */
export function adviceFor(reason: CloseReason): string | undefined {
  switch (reason.kind) {
    case 'taken-over':
      return 'another client has this locker id: look for a second cabinet with the same locker.id';
    case 'bad-credentials':
      return 'check cloud.username, cloud.passwordFile, and what the broker allows this locker';
    case 'busy':
      return 'the broker turns clients away; nothing is lost, it is tried again slowly';
    case 'unreachable':
    case 'no-answer':
      return 'check cloud.url and the network of the cabinet';
    case 'refused':
      return reason.code === 0x84 || reason.code === 1 ? 'set cloud.protocol to the other of 4 and 5' : undefined;
    default:
      return undefined;
  }
}
