import type { DoorPlace } from '../../../core/door-place.ts';
import type { Words } from './dictionary.ts';

const SIDES = { left: 'Left of', right: 'Right of', above: 'Above', below: 'Below' } as const;
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** Past ten, a word is slower to read than its digits. */
function ordinal(n: number): string {
  return ORDINALS[n - 1] ?? `number ${n}`;
}

function where(place: DoorPlace): string {
  const side = `${SIDES[place.side]} this screen`;
  const row = place.doorsInColumn === 1 ? '' : `${ordinal(place.fromTop)} from the top`;
  if (place.columnsOnSide === 1) return row === '' ? side : `${side}, ${row}`;
  const column = `Column ${place.columnFromScreen} from it`;
  return row === '' ? `${side}. ${column}` : `${side}. ${column}, ${row}`;
}

export const en: Words = {
  slides: {
    welcome: { title: ['Come home late,', 'dinner waits'], line: 'Collect at any hour' },
    'how-to': { title: ['Type a code,', 'a door opens'], line: 'It works without signal too' },
    help: { title: ['Need a hand?', 'Give us a call'], line: 'Just say the cabinet number' },
  },
  steps: [
    { fact: 'Type code', detail: '8 digits' },
    { fact: 'Door opens', detail: 'See its number' },
    { fact: 'Take food', detail: 'All of it' },
    { fact: 'Close door', detail: 'Push it shut' },
  ],

  enterCode: 'Enter your pickup code',
  checkedWhenFull: 'Checked after the eighth digit',
  stillThere: 'Still there?',
  pressToGoOn: 'Press any key to go on',
  checking: 'Checking your code',
  entered: (digits) => `${digits} digits entered`,

  keypad: 'Number keys',
  clear: 'Clear',
  delete: 'Delete',
  showQr: 'Show QR',
  largerShort: 'Aa',
  larger: 'Larger text',
  largerInBrief: 'Larger',
  normalShort: 'Aa',
  normal: 'Normal text',
  thisLanguage: 'English',
  otherLanguageSaid: 'Chinese',
  help: 'Help',
  back: 'Back',

  wrong: {
    title: ['No match,', 'look again'],
    what: 'That code did not match.',
    left: (tries) => `${tries} ${tries === 1 ? 'try' : 'tries'} left before a short wait.`,
  },
  tries: (tries) => (tries === 1 ? 'try' : 'tries'),
  wait: { title: ['No match,', 'wait a bit'], what: 'That code did not match.', next: 'Wait, then try again.' },
  seconds: 'seconds',
  waitPrompt: (seconds) => `Try again in ${seconds} s`,
  checkCode: { fact: 'Check the code', detail: 'It is in your message' },
  scanQr: { fact: 'Have a QR?', detail: 'Hold it to the scanner' },
  scanQrNoWait: { fact: 'QR: no wait', detail: 'Hold it to the scanner' },
  sayCabinet: (cabinet) => `Say cabinet ${cabinet}`,

  refused: {
    'not-loaded': {
      title: ['Your food is', 'not here yet'],
      what: 'Please come back a little later.',
      next: 'Your code stays good.',
    },
    'already-collected': {
      title: ['This food', 'was collected'],
      what: 'The code was used already.',
      next: 'Questions? Please call us.',
    },
    expired: { title: ['The pickup', 'time is over'], what: 'This code has ended.', next: 'Please call and ask.' },
    held: {
      title: ['This food', 'must stay here'],
      what: 'We keep it back for safety.',
      next: 'Please call, somebody will help.',
    },
  },
  service: {
    'lock-silent': {
      title: ['No door', 'opens just now'],
      what: 'The lock did not answer.',
      next: 'Your code is still good.',
    },
    'cannot-record': {
      title: ['No door', 'opens just now'],
      what: 'The cabinet needs a technician.',
      next: 'Your code is still good.',
    },
  },
  leftOpen: (door, alarm, where) => ({
    title: [`Door ${door}`, alarm ? 'is still open' : 'is not closed'],
    what: where,
    next: 'Please push the door shut.',
  }),
  jammed: (door, canTryAgain) => ({
    title: [`Door ${door}`, 'did not open'],
    what: canTryAgain ? 'Push the door in a little.' : 'We will open it for you.',
    next: canTryAgain ? 'Then press the button below.' : 'Please call this number.',
  }),
  tryAgain: 'Open again',
  understood: 'All right',
  helpLine: 'Help line',

  opening: (door) => `Door ${door} is opening`,
  open: (door) => `Door ${door} is open`,
  where,
  stop: '. ',
  closeAfter: 'Close the door after',
  thisScreen: 'screen',
  yourFood: 'Your food',
  pieces: (count) => `× ${count}`,
  more: (kinds) => `+ ${kinds} more`,
  zone: { chilled: 'Chilled', frozen: 'Frozen', heated: 'Hot', ambient: 'Room temperature' },
  openAgain: 'Open again',
  openAgainFor: (seconds) => `${seconds} s left`,
  somethingWrong: 'Something wrong?',
  thanks: 'Thank you',
  thanksLine: 'The door is closed.',

  helpTitle: ['Give us a call,', 'we will help'],
  callUs: 'Help line',
  cabinetNumber: 'Cabinet',
  tellThem: 'Say this number',
  staff: 'Staff',

  backSoon: 'Back in a moment',
  backSoonLine: 'The screen takes a short rest.',

  staffNumber: 'Your staff number',
  staffSecret: 'Your 8-digit secret',
  staffSignIn: 'Staff sign-in',
  staffRefused: {
    title: ['Number or', 'secret is wrong'],
    left: (tries) => (tries > 0 ? `${tries} ${tries === 1 ? 'try' : 'tries'} left.` : 'Please try again later.'),
  },
  signOut: 'Sign out',
  toStore: 'Tap an order to store it',
  ordersLeft: (orders) => `${orders} ${orders === 1 ? 'order' : 'orders'} left`,
  nothingToStore: 'Nothing to store',
  stored: (order, door) => `${order} is in door ${door}`,
  door: (door) => `Door ${door}`,
  noDoorFree: 'None free',
  page: (page, pages) => `Page ${page} of ${pages}`,
  previous: 'Previous',
  next: 'Next',
  loading: {
    opening: { title: (door) => `Door ${door} is opening`, next: 'One moment.' },
    open: { title: (door) => `Door ${door} is open`, next: 'Put the food in, close the door.' },
    closed: { title: (door) => `Door ${door} is closed`, next: 'Please check the door number.' },
    jammed: { title: (door) => `Door ${door} is stuck`, next: 'Push the door, then try again.' },
    'no-answer': { title: (door) => `Door ${door}: no answer`, next: 'Try again, or take another order.' },
  },
  wasEmpty: 'Was it empty when it opened?',
  wasEmptyYes: 'It was empty',
  wasEmptyNo: 'Not empty',

  toCheck: 'Tap a door to look inside',
  allChecked: 'Every door is checked',
  doorsToCheck: (doors) => `${doors} ${doors === 1 ? 'door' : 'doors'} to check`,
  checked: (door) => `Door ${door} is checked`,
  toOrders: 'Orders',
  nobodyKnows: 'Contents unknown',
  onHold: 'On hold',
  doorCheck: {
    opening: { title: (door) => `Door ${door} is opening`, next: 'One moment.' },
    open: { title: (door) => `Door ${door} is open`, next: 'Look inside, then answer.' },
    closed: { title: (door) => `Door ${door} is closed`, next: 'Please say what was inside.' },
    jammed: { title: (door) => `Door ${door} is stuck`, next: 'Push the door, then try again.' },
    'no-answer': { title: (door) => `Door ${door}: no answer`, next: 'Try again, or take another door.' },
  },
  closeToCount: 'Now close the door.',
  whatIsInside: 'What is inside?',
  isItInside: (order) => `Is ${order} inside?`,
  leaderReleases: 'A leader must release it.',
  found: {
    good: 'Yes, and good',
    inside: 'Yes, inside',
    discarded: 'Discarded',
    empty: 'Empty',
    notThere: 'No, empty',
  },
};
