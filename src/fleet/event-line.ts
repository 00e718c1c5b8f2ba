import type { EventData, EventType, JournalEvent } from '../core/event.ts';

const door = (compartment: number): string => `door ${compartment}`;
const seconds = (ms: number): string => `${Math.ceil(ms / 1_000)} s`;
const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
const why = (reason: string): string => reason.replaceAll('-', ' ');

const CAUSES = {
  order: 'for its order',
  staff: 'by staff',
  command: 'by remote command',
  nobody: 'WITHOUT ANY REQUEST',
} as const;

const ENDS = {
  'first-start': ' for the first time',
  stopped: '',
  crashed: ' after a CRASH',
  watchdog: ' by its WATCHDOG',
  'power-lost': ' after a power cut',
} as const;

const CHANNELS = { code: 'code', ticket: 'ticket', screen: 'the screen' } as const;

const places = (order: EventData<'order.expired'>): string =>
  order.compartment === null ? 'never stored' : `still behind ${door(order.compartment)}`;

const attempt = (count: number): string => (count > 1 ? `, attempt ${count}` : '');

const CLEARED = {
  discarded: 'the food was thrown away',
  'inspected-ok': 'inspected, the food is good',
  empty: 'nothing was in it',
} as const;

const LOST = {
  damaged: 'it was damaged',
  missing: 'it was gone',
  restored: 'an older copy had been put back',
} as const;

type Lines = { readonly [T in EventType]: (data: EventData<T>) => string };

const LINES: Lines = {
  'locker.started': ({ version, unfinishedOpenings, lastEnd }) =>
    `started, version ${version}${lastEnd ? ENDS[lastEnd] : ''}${
      unfinishedOpenings > 0 ? `; ${unfinishedOpenings} opening(s) were cut short` : ''
    }`,
  'locker.stuck': ({ parts }) => `STUCK: ${parts.join(', ')}; its watchdog will start it again`,
  'locker.stopping': ({ signal }) => `stopping (${signal})`,
  'clock.jumped': ({ fromAt, toAt, byMs }) =>
    `the wall clock jumped ${byMs < 0 ? 'back' : 'forward'} from ${fromAt} to ${toAt}`,
  'clock.floor-reset': ({ fromAt, toAt }) => `times were ahead and go back from ${fromAt} to ${toAt}`,
  'config.rejected': ({ problems }) => `settings rejected: ${problems.join('; ')}`,
  'desired.applied': ({ document, revision, problems }) =>
    `${document} revision ${revision} applied${problems.length > 0 ? `, but: ${problems.join('; ')}` : ''}`,
  'desired.rejected': ({ document, reason }) => `${document} rejected: ${reason}`,
  'order.assigned': ({ orderId }) => `order ${orderId} is expected`,
  'order.dropped': ({ orderId }) => `order ${orderId} is no longer expected`,
  'order.stored': ({ orderId, compartment, staffId }) =>
    `order ${orderId} stored behind ${door(compartment)} by ${staffId}`,
  'order.opened': ({ orderId, compartment, channel, attempt: count, doorAtRequest }) =>
    `opening ${door(compartment)} for order ${orderId} by ${CHANNELS[channel]}${attempt(count)}${
      doorAtRequest === 'open' ? ' (it seemed open already)' : ''
    }`,
  'order.reopened': ({ orderId, compartment, channel, attempt: count }) =>
    `opening ${door(compartment)} once more for order ${orderId} by ${CHANNELS[channel]}${attempt(count)}`,
  'order.collected': ({ orderId, compartment, observed }) =>
    `order ${orderId} collected from ${door(compartment)}${observed ? '' : ' (no sensor saw it)'}`,
  'order.uncertain': ({ orderId, compartment, door: state }) =>
    `order ${orderId}: nobody knows whether ${door(compartment)} opened; it is ${state} now, the code stays good`,
  'order.expired': (order) => `order ${order.orderId} expired, ${places(order)}`,
  'order.revived': (order) => `order ${order.orderId} had expired by a wrong clock and is good again, ${places(order)}`,
  'order.revoked': (order) => `order ${order.orderId} revoked, ${places(order)}`,
  'order.removed': ({ orderId, compartment, staffId }) =>
    `order ${orderId} removed from ${door(compartment)} by ${staffId}`,
  'code.refused': ({ reason, channel, orderId }) =>
    `${channel === 'staff' ? 'staff sign-in' : 'code'} refused: ${why(reason)}${orderId ? ` (order ${orderId})` : ''}`,
  'keypad.throttled': ({ waitMs }) => `keypad waits ${seconds(waitMs)}: too many wrong codes`,
  'door.opened': ({ compartment, cause }) => `${door(compartment)} opened ${CAUSES[cause]}`,
  'door.closed': ({ compartment }) => `${door(compartment)} closed`,
  'door.left-open': ({ compartment, alarm }) => `${door(compartment)} left open${alarm ? ': ALARM' : ''}`,
  'door.jammed': ({ compartment }) => `${door(compartment)} did not move: jammed`,
  'lock.silent': ({ compartment, reason }) => `the lock of ${door(compartment)} does not answer: ${why(reason)}`,
  'compartment.confirmed-empty': ({ compartment, staffId }) => `${door(compartment)}: confirmed empty by ${staffId}`,
  'compartment.not-empty': ({ compartment, staffId }) => `${door(compartment)}: NOT empty, says ${staffId}`,
  'hold.placed': ({ compartment, reason }) => `${door(compartment)} HELD: ${why(reason)}`,
  'hold.cleared': ({ compartment, reason, staffId }) =>
    `hold of ${door(compartment)} cleared by ${staffId}: ${CLEARED[reason]}`,
  'staff.signed-in': ({ staffId, role }) => `${role} ${staffId} signed in`,
  'staff.signed-out': ({ staffId, idle }) => `${staffId} signed out${idle ? ' (idle)' : ''}`,
  'staff.opened': ({ staffId, orderId, compartment, attempt: count }) =>
    `${staffId} opens ${door(compartment)} to load order ${orderId}${attempt(count)}`,
  'staff.checked': ({ staffId, orderId, compartment, attempt: count }) =>
    `${staffId} opens ${door(compartment)} to see ${
      orderId === null ? 'what is in it' : `whether order ${orderId} is in it`
    }${attempt(count)}`,
  'command.started': ({ commandId, type }) => `command ${commandId} (${type}) begins`,
  'command.done': ({ commandId, result }) => `command ${commandId} done: ${JSON.stringify(result)}`,
  'command.refused': ({ commandId, reason }) => `command ${commandId} refused: ${why(reason)}`,
  'command.unknown': ({ commandId, compartment, door: state }) =>
    `command ${commandId}: outcome unknown; ${door(compartment)} is ${state} now`,
  'message.refused': ({ topic, reason }) => `a message on ${topic} refused: ${why(reason)}`,
  'storage.ballast-released': ({ freeBytes, ballastBytes }) =>
    `THE DISK IS FULL: ${mebibytes(freeBytes)} free, ${mebibytes(ballastBytes)} of ballast left to go on with`,
  'storage.ballast-restored': () => 'the disk has room again, the ballast is whole',
  'storage.lost': ({ reason, keptAs }) =>
    `DATABASE LOST: ${LOST[reason]}; ${
      keptAs === null ? 'nothing of it is left' : `it is kept as ${keptAs}`
    }. Every door has to be checked, and chilled, frozen and heated ones are held`,
  'session.taken-over': () => 'another client took over this locker’s session at the broker',
};

/** What an event says, in one line of English, without when and where: `door 3 opened for its order`. */
export function eventLine(event: JournalEvent): string {
  const line = LINES[event.type] as (data: JournalEvent['data']) => string;
  return line(event.data);
}
