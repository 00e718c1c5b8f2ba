/** The session as the page draws it. */
import type { ClockReading } from '../core/clock.ts';
import { mayClear } from '../core/door-check.ts';
import { isIdleWarning } from '../core/kiosk-session.ts';
import {
  type CheckPage,
  canAnswer,
  type PickupStage,
  SCREEN_TIMES,
  type StaffStage,
  type Stage,
} from '../core/kiosk-stage.ts';
import type { KioskSession } from '../core/kiosk-step.ts';
import type { Order } from '../core/order.ts';
import { BUILT_IN_SLIDES, type Entry, type ScreenState, type StaffOrder, type View } from '../core/screen.ts';
import type { DoorToCheck } from './door-checks.ts';

/** What only the database knows. */
export interface ViewSources {
  readonly waiting: () => readonly { readonly order: Order; readonly compartment: number | null }[];
  readonly toCheck: () => readonly DoorToCheck[];
  readonly order: (orderId: string) => Order | undefined;
  readonly timeIsWrong: () => boolean;
  /** False while nothing can be recorded: then nobody is let type a code that cannot open anything. */
  readonly canRecord: () => boolean;
}

export const SLIDE_MS = 12_000;

export function renderScreen(session: KioskSession, clock: ClockReading, sources: ViewSources): ScreenState {
  return {
    view:
      isAnEntry(session.stage) && !sources.canRecord() ? CANNOT_RECORD : viewOf(session, clock.monotonicMs, sources),
    language: session.language,
    largeType: session.largeType,
    nowMs: sources.timeIsWrong() ? null : clock.wallMs,
  };
}

const CANNOT_RECORD: View = { name: 'service', reason: 'cannot-record' };

/** Somebody may begin to type here, or has begun. What they typed is kept: the disk may be well before they are done. */
const isAnEntry = ({ name }: Stage): boolean =>
  name === 'attract' || name === 'code' || name === 'staff-number' || name === 'staff-secret';

const entryOf = (digits: string): Entry => ({ entered: digits.length, newest: digits.at(-1) ?? null });

/** Secret digits are never sent to the page, not even the newest. */
const secretEntry = (digits: string): Entry => ({ entered: digits.length, newest: null });

const secondsLeft = (sinceMs: number, limitMs: number, nowMs: number): number =>
  Math.max(0, Math.ceil((sinceMs + limitMs - nowMs) / 1000));

function slideAt(nowMs: number): (typeof BUILT_IN_SLIDES)[number] {
  return BUILT_IN_SLIDES[Math.floor(nowMs / SLIDE_MS) % BUILT_IN_SLIDES.length] ?? 'welcome';
}

function viewOf(session: KioskSession, nowMs: number, sources: ViewSources): View {
  const { stage } = session;
  switch (stage.name) {
    case 'attract':
      return { name: 'attract', slide: slideAt(nowMs) };
    case 'code':
      return { name: 'entering', entry: entryOf(stage.digits), idleWarning: isIdleWarning(session, nowMs) };
    case 'checking':
    case 'help':
      return { name: stage.name };
    case 'wrong-code':
    case 'staff-refused':
      return { name: stage.name, triesLeft: stage.triesLeft };
    case 'wait': {
      const total = Math.ceil(stage.waitMs / 1000);
      return { name: 'wait', secondsLeft: secondsLeft(stage.sinceMs, stage.waitMs, nowMs), secondsTotal: total };
    }
    case 'refused':
      return { name: 'refused', reason: stage.reason };
    case 'cannot-record':
      return CANNOT_RECORD;
    case 'staff-number':
      return { name: 'staff-number', entry: entryOf(stage.digits) };
    case 'staff-secret':
      return { name: 'staff-secret', entry: secretEntry(stage.digits) };
    case 'pickup':
      return pickupView(stage, nowMs);
    case 'staff':
      return staffView(stage, sources);
  }
}

function pickupView(stage: PickupStage, nowMs: number): View {
  const { compartment, food, canOpenAgain } = stage;
  switch (stage.phase) {
    case 'opening':
      return { name: 'opening', compartment };
    case 'open':
      return { name: 'open', compartment, food, canOpenAgain };
    case 'left-open':
      return { name: 'left-open', compartment, alarm: false };
    case 'left-open-alarm':
      return { name: 'left-open', compartment, alarm: true };
    case 'jammed':
      return { name: 'jammed', compartment, canTryAgain: true };
    case 'service':
      return { name: 'service', reason: 'lock-silent' };
    case 'thanks': {
      const left = secondsLeft(stage.sinceMs, SCREEN_TIMES.openAgainMs, nowMs);
      return { name: 'thanks', compartment, openAgainSeconds: canOpenAgain ? left : null };
    }
  }
}

function staffView(stage: StaffStage, sources: ViewSources): View {
  const { page, staffName } = stage;
  if (page.kind === 'orders') {
    const orders = sources.waiting().map(({ order, compartment }) => staffOrder(order, compartment));
    return {
      name: 'staff-orders',
      staffName,
      orders,
      justStored: page.justStored,
      doorsToCheck: sources.toCheck().length,
    };
  }
  if (page.kind === 'doors') {
    const doors = sources.toCheck().map(({ door: { compartment, zone }, held, order }) => ({
      ...{ compartment, zone, held },
      order: order ? staffOrder(order, compartment) : null,
    }));
    return { name: 'staff-doors', staffName, doors, justChecked: page.justChecked };
  }
  if (page.kind === 'check') return checkView(stage, page, sources);
  const { compartment, door, askEmpty, orderId } = page;
  const order = sources.order(orderId);
  const shown = order ? staffOrder(order, compartment) : { orderId, compartment, items: [], zone: 'ambient' as const };
  return { name: 'loading', compartment, door, askEmpty, order: shown };
}

function checkView({ role }: StaffStage, page: CheckPage, sources: ViewSources): View {
  const { compartment, held, door, answer } = page;
  const order = page.orderId === null ? undefined : sources.order(page.orderId);
  return {
    ...{ name: 'door-check', compartment, held, door, answer },
    order: order ? staffOrder(order, compartment) : null,
    answers: canAnswer(page) ? page.answers : [],
    mayClear: mayClear(role),
  };
}

const staffOrder = (order: Order, compartment: number | null): StaffOrder => ({
  orderId: order.id,
  items: order.items.map(({ name, quantity }) => ({ name, quantity })),
  zone: order.zone,
  compartment,
});
