import { eventLine } from './event-line.ts';
import type { Notice } from './notices.ts';
import type { LockerSummary } from './summary.ts';

const clockTime = (at: string): string => at.slice(11, 19);

function healthLine({ health }: Extract<Notice, { kind: 'health' }>): string {
  const down = Object.entries(health.buses).filter(([, bus]) => bus.state !== 'up');
  const open = health.compartments.filter((compartment) => compartment.door === 'open');
  const held = health.compartments.filter((compartment) => compartment.hold !== null);
  const parts = [
    `up ${Math.round(health.uptimeS / 60)} min`,
    `${health.journal.head - health.journal.acked} event(s) not acknowledged`,
    ...(health.disk.state === 'well' ? [] : [`DISK ${health.disk.state.toUpperCase()}`]),
    down.length > 0 ? `bus ${down.map(([name, bus]) => `${name} ${bus.state}`).join(', ')}` : 'all buses up',
    ...(health.clock.quality === 'floor' ? [`clock not trusted (${health.clock.source})`] : []),
    ...(open.length > 0 ? [`open: ${open.map(({ number }) => number).join(', ')}`] : []),
    ...(held.length > 0 ? [`held: ${held.map(({ number }) => number).join(', ')}`] : []),
  ];
  return `health: ${parts.join('; ')}`;
}

/** One line for whatever the hub tells, with the locker it is about. */
export function noticeLine(notice: Notice): string {
  switch (notice.kind) {
    case 'event':
      return `${notice.lockerId}  #${notice.event.seq} ${clockTime(notice.event.at)}${notice.event.clock === 'floor' ? '?' : ''}  ${eventLine(notice.event)}`;
    case 'status': {
      const { online, connection, version } = notice.status;
      const here = online
        ? `online, connection ${connection}, version ${version}`
        : `offline (connection ${connection})`;
      return `${notice.lockerId}  ${here}${online && notice.proven ? ', session proven' : ''}`;
    }
    case 'health':
      return `${notice.lockerId}  ${healthLine(notice)}`;
    case 'reported': {
      const { revision, problems } = notice.reported;
      const but = problems.length > 0 ? `, but: ${problems.join('; ')}` : '';
      return `${notice.lockerId}  has ${notice.document} revision ${revision}${but}`;
    }
    case 'pinned':
      return `${notice.lockerId}  FIRST CONTACT: its device key is trusted from now on, fingerprint ${notice.fingerprint}`;
    case 'lost':
      return `${notice.lockerId}  EVENTS LOST: ${notice.from} to ${notice.to}; the locker no longer has them`;
    case 'refused':
      return `${notice.lockerId ?? '-'}  refused a message on ${notice.topic}: ${notice.reason}`;
    case 'link':
      return notice.connected ? 'broker  connected' : `broker  no connection: ${notice.reason ?? 'unknown'}`;
  }
}

/** A locker at a glance, one line. */
export function summaryLine(locker: LockerSummary): string {
  const orders = Object.entries(locker.orders).map(([state, count]) => `${count} ${state}`);
  const journal = locker.journal ? `events up to ${locker.journal.upto}` : 'never heard';
  const here = locker.online ? 'online' : 'offline';
  const lost = locker.lostEvents > 0 ? `, ${locker.lostEvents} LOST` : '';
  return `${locker.id}  ${here}  ${journal}${lost}  orders: ${orders.join(', ') || 'none'}  staff: ${locker.staff}`;
}
