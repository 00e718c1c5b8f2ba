/** A cabinet of twelve doors as it would stand at a gate, and every view of the screen at least once. */
import type { CabinetFace, Door, Zone } from '../../../src/core/cabinet.ts';
import type { DoorToCheck, Language, ScreenState, StaffOrder, View } from '../../../src/core/screen.ts';

const COLUMN_WIDTH = 300;
const INNER_TOP = 60;

function column(x: number, top: number, height: number, zone: Zone, compartments: readonly number[]): Door[] {
  const gap = 20;
  const tall = (height - gap * (compartments.length - 1)) / compartments.length;
  return compartments.map((compartment, row) => ({
    compartment,
    zone,
    size: compartments.length > 4 ? 'S' : 'M',
    low: row === compartments.length - 1,
    rect: { x, y: top + row * (tall + gap), width: COLUMN_WIDTH, height: tall },
    sensor: 'fitted',
  }));
}

export const CABINET: CabinetFace = {
  site: { zh: '梧桐里社区厨房', en: 'Wutong Lane Kitchen' },
  cabinetNumber: '0217',
  helpPhone: '400 820 0217',
  timeZone: 'Asia/Shanghai',
  defaultLanguage: 'zh',
  width: 1060,
  height: 1900,
  screen: { x: 380, y: INNER_TOP, width: COLUMN_WIDTH, height: 860 },
  doors: [
    ...column(700, INNER_TOP, 1780, 'ambient', [1, 2, 3, 4]),
    ...column(60, INNER_TOP, 1780, 'chilled', [5, 6, 7, 8, 9, 10]),
    ...column(380, 940, 900, 'frozen', [11, 12]),
  ],
};

const GREENS: StaffOrder = {
  orderId: 'A-1046',
  items: [
    { name: { zh: '小青菜', en: 'Pak choi' }, quantity: 2 },
    { name: { zh: '番茄', en: 'Tomatoes' }, quantity: 1 },
    { name: { zh: '土鸡蛋', en: 'Free-range eggs' }, quantity: 1 },
  ],
  zone: 'chilled',
  compartment: 7,
};

const ORDERS: readonly StaffOrder[] = Array.from({ length: 17 }, (_, i) => ({
  ...GREENS,
  orderId: `A-${1046 + i}`,
  items: GREENS.items.slice(0, (i % 3) + 1),
  zone: i % 4 === 3 ? 'frozen' : 'chilled',
  compartment: i % 5 === 4 ? null : (i % 12) + 1,
}));

const food = { items: GREENS.items, zone: GREENS.zone };
const STAFF_ORDERS = { name: 'staff-orders', staffName: '陈师傅', justStored: null } as const;
const DOORS_TO_CHECK: readonly DoorToCheck[] = CABINET.doors.map(({ compartment, zone }) => ({
  compartment,
  zone,
  held: zone !== 'ambient',
  order: compartment % 3 === 0 ? null : { ...GREENS, orderId: `A-${1040 + compartment}`, compartment },
}));
const check = {
  name: 'door-check',
  compartment: 7,
  order: GREENS,
  held: false,
  mayClear: false,
  answers: ['good', 'discarded', 'empty'],
  answer: null,
} as const;
const loading = { name: 'loading', compartment: 7, order: GREENS } as const;

/** Named by what they show, for file names and test titles. */
export const VIEWS: Readonly<Record<string, View>> = {
  'attract-welcome': { name: 'attract', slide: 'welcome' },
  'attract-how-to': { name: 'attract', slide: 'how-to' },
  'attract-help': { name: 'attract', slide: 'help' },
  entering: { name: 'entering', entry: { entered: 3, newest: '7' }, idleWarning: false },
  'entering-idle': { name: 'entering', entry: { entered: 5, newest: null }, idleWarning: true },
  checking: { name: 'checking' },
  'wrong-code': { name: 'wrong-code', triesLeft: 3 },
  'wrong-code-last': { name: 'wrong-code', triesLeft: 1 },
  wait: { name: 'wait', secondsLeft: 18, secondsTotal: 25 },
  'wait-long': { name: 'wait', secondsLeft: 240, secondsTotal: 300 },
  'refused-not-loaded': { name: 'refused', reason: 'not-loaded' },
  'refused-already-collected': { name: 'refused', reason: 'already-collected' },
  'refused-expired': { name: 'refused', reason: 'expired' },
  'refused-held': { name: 'refused', reason: 'held' },
  opening: { name: 'opening', compartment: 7 },
  open: { name: 'open', compartment: 7, food, canOpenAgain: true },
  'open-top-right': { name: 'open', compartment: 1, food, canOpenAgain: false },
  'open-below-inner': { name: 'open', compartment: 12, food: manyDishes(), canOpenAgain: true },
  'open-bottom-left': {
    name: 'open',
    compartment: 10,
    food: { ...food, items: food.items.slice(0, 1) },
    canOpenAgain: true,
  },
  'left-open': { name: 'left-open', compartment: 7, alarm: false },
  'left-open-alarm': { name: 'left-open', compartment: 12, alarm: true },
  thanks: { name: 'thanks', compartment: 7, openAgainSeconds: 28 },
  'thanks-only': { name: 'thanks', compartment: 7, openAgainSeconds: null },
  jammed: { name: 'jammed', compartment: 7, canTryAgain: true },
  'jammed-for-good': { name: 'jammed', compartment: 11, canTryAgain: false },
  'service-lock': { name: 'service', reason: 'lock-silent' },
  'service-record': { name: 'service', reason: 'cannot-record' },
  help: { name: 'help' },
  'staff-number': { name: 'staff-number', entry: { entered: 2, newest: '4' } },
  'staff-secret': { name: 'staff-secret', entry: { entered: 5, newest: '9' } },
  'staff-refused': { name: 'staff-refused', triesLeft: 2 },
  'staff-orders': {
    name: 'staff-orders',
    staffName: '陈师傅',
    orders: ORDERS,
    justStored: { orderId: 'A-1045', compartment: 6 },
    doorsToCheck: 0,
  },
  'staff-orders-few': { ...STAFF_ORDERS, orders: ORDERS.slice(0, 2), doorsToCheck: 12 },
  'staff-orders-none': { ...STAFF_ORDERS, orders: [], doorsToCheck: 0 },
  'staff-doors': { name: 'staff-doors', staffName: '陈师傅', doors: DOORS_TO_CHECK, justChecked: null },
  'staff-doors-few': { name: 'staff-doors', staffName: '陈师傅', doors: DOORS_TO_CHECK.slice(0, 2), justChecked: 7 },
  'staff-doors-none': { name: 'staff-doors', staffName: '陈师傅', doors: [], justChecked: null },
  'check-opening': { ...check, door: 'opening', answers: [] },
  'check-ask': { ...check, door: 'open' },
  'check-ask-held': { ...check, held: true, door: 'open' },
  'check-ask-leader': { ...check, held: true, mayClear: true, door: 'open' },
  'check-ask-unknown': { ...check, order: null, door: 'open', answers: ['discarded', 'empty'] },
  'check-answered': { ...check, door: 'open', answers: [], answer: 'good' },
  'check-closed-ask': { ...check, door: 'closed' },
  'check-jammed': { ...check, door: 'jammed', answers: [] },
  'check-no-answer': { ...check, door: 'no-answer', answers: [] },
  'loading-opening': { ...loading, door: 'opening', askEmpty: false },
  'loading-ask': { ...loading, door: 'open', askEmpty: true },
  'loading-open': { ...loading, door: 'open', askEmpty: false },
  'loading-closed-ask': { ...loading, door: 'closed', askEmpty: true },
  'loading-jammed': { ...loading, door: 'jammed', askEmpty: false },
  'loading-no-answer': { ...loading, door: 'no-answer', askEmpty: false },
};

function manyDishes(): { items: StaffOrder['items']; zone: Zone } {
  const names = [
    ['红烧狮子头', 'Braised pork balls'],
    ['清炒时蔬', 'Seasonal greens'],
    ['番茄炒蛋', 'Tomato and egg'],
    ['米饭', 'Steamed rice'],
    ['冬瓜排骨汤', 'Winter melon soup'],
  ] as const;
  return { items: names.map(([zh, en], i) => ({ name: { zh, en }, quantity: (i % 2) + 1 })), zone: 'frozen' };
}

/** Sunday 22 November 2026, 18:42 in Shanghai. */
export const NOW_MS = Date.UTC(2026, 10, 22, 10, 42, 0);

export function stateOf(view: View, language: Language, largeType: boolean, nowMs = NOW_MS): ScreenState {
  return { view, language, largeType, nowMs };
}
