/**
 * Who is entering what at the screen: the one machine behind touch, keys and, later, scanner.
 *
 *   attract ──digit──▶ code ──8th digit──▶ checking ──▶ pickup │ wrong-code │ wait │ refused
 *      ▲                 │ 30 s idle                       │
 *      └─────────────────┴───────── card's time is over ───┘
 *   help ──staff──▶ staff-number ──▶ staff-secret ──▶ staff (orders ⇄ loading, doors ⇄ check) ──back, 60 s idle──▶ attract
 *
 * Pure: times are monotonic milliseconds and come in; what the daemon must do comes out as effects.
 */
import { CODE_LENGTH, STAFF_NUMBER_LENGTH, STAFF_SECRET_LENGTH } from './code-format.ts';
import { checkAct, loadAgain, staffAct, staffBack } from './kiosk-staff-acts.ts';
import { type PickupStage, SCREEN_TIMES, type StaffStage, type Stage } from './kiosk-stage.ts';
import { go, type KioskEffect, type KioskSession, type KioskStep, stay } from './kiosk-step.ts';
import type { Language, ScreenInput } from './screen.ts';

/** How many digits make an opening likely, so that the lines are kept quiet for it. */
const HUSH_AT_DIGITS = 6;
/** One digit before the last the keypad's token is paid, so that the last one waits for one commit instead of two. */
const PAY_AT_DIGITS = 7;

export const newSession = (language: Language, nowMs: number): KioskSession => ({
  stage: { name: 'attract' },
  language,
  largeType: false,
  touchedMs: nowMs,
});

/** What a person did. */
export const input = (session: KioskSession, act: ScreenInput, nowMs: number): KioskStep =>
  noteDropped(session, react(session, act, nowMs));

function noteDropped(before: KioskSession, step: KioskStep): KioskStep {
  const { name } = step.session.stage;
  if (before.stage.name !== 'code' || name === 'code' || name === 'checking') return step;
  return { ...step, effects: [...step.effects, { kind: 'entry-dropped' }] };
}

function react(session: KioskSession, act: ScreenInput, nowMs: number): KioskStep {
  const touched = { ...session, touchedMs: nowMs };
  switch (act.kind) {
    case 'touch':
      return touch(touched);
    case 'language':
      return stay({ ...withoutOpenAgain(touched), language: act.language });
    case 'large-type':
      return stay({ ...withoutOpenAgain(touched), largeType: act.on });
    case 'digit':
      return typeDigit(touched, act.digit, nowMs);
    case 'delete':
      return shorten(touched, (digits) => digits.slice(0, -1));
    case 'clear':
      return shorten(touched, () => '');
    case 'help':
      return helpAllowed(touched.stage) ? go(touched, { name: 'help', sinceMs: nowMs }) : stay(touched);
    case 'staff':
      return touched.stage.name === 'help' ? go(touched, { name: 'staff-number', digits: '' }) : stay(touched);
    case 'back':
      return back(touched);
    case 'open-again':
    case 'try-again':
      return again(touched, act.kind);
    case 'load-order':
    case 'was-empty':
      return staffAct(touched, act);
    case 'check-doors':
    case 'check-door':
    case 'found':
      return checkAct(touched, act);
  }
}

/** Somebody else may be there: "open again" dies at the next interaction of anybody (05, Reopen grace). */
function touch(session: KioskSession): KioskStep {
  const { stage } = session;
  const thanks = stage.name === 'pickup' && stage.phase === 'thanks';
  return thanks ? go(session, { name: 'attract' }) : stay(session);
}

function withoutOpenAgain(session: KioskSession): KioskSession {
  const { stage } = session;
  const thanks = stage.name === 'pickup' && stage.phase === 'thanks';
  return thanks ? { ...session, stage: { ...stage, canOpenAgain: false } } : session;
}

/** A new entry may begin here: nobody else's door is being opened, nobody waits, nobody is signed in. */
function mayBegin(stage: Stage, nowMs: number): boolean {
  switch (stage.name) {
    case 'attract':
    case 'wrong-code':
    case 'refused':
    case 'cannot-record':
    case 'help':
      return true;
    case 'pickup':
      if (stage.phase === 'opening') return false;
      return stage.phase !== 'open' || nowMs - stage.sinceMs >= SCREEN_TIMES.nextResidentMs;
    default:
      return false;
  }
}

function typeDigit(session: KioskSession, digit: string, nowMs: number): KioskStep {
  const { stage } = session;
  if (stage.name === 'staff-number' || stage.name === 'staff-refused') {
    const number = (stage.name === 'staff-number' ? stage.digits : '') + digit;
    const full = number.length >= STAFF_NUMBER_LENGTH;
    return go(session, full ? { name: 'staff-secret', number, digits: '' } : { name: 'staff-number', digits: number });
  }
  if (stage.name === 'staff-secret') {
    const secret = stage.digits + digit;
    if (secret.length < STAFF_SECRET_LENGTH) return go(session, { ...stage, digits: secret });
    return go(session, { name: 'checking' }, { kind: 'sign-in', number: stage.number, secret });
  }
  if (stage.name !== 'code' && !mayBegin(stage, nowMs)) return stay(session);
  const code = (stage.name === 'code' ? stage.digits : '') + digit;
  if (code.length >= CODE_LENGTH) return go(session, { name: 'checking' }, { kind: 'check-code', code });
  const next: Stage = { name: 'code', digits: code };
  if (code.length === PAY_AT_DIGITS) return go(session, next, { kind: 'pay-ahead' });
  return code.length === HUSH_AT_DIGITS ? go(session, next, { kind: 'hush' }) : go(session, next);
}

function shorten(session: KioskSession, cut: (digits: string) => string): KioskStep {
  const { stage } = session;
  if (stage.name === 'staff-number' || stage.name === 'staff-secret') {
    return go(session, { ...stage, digits: cut(stage.digits) });
  }
  if (stage.name !== 'code') return stay(session);
  const digits = cut(stage.digits);
  return go(session, digits === '' ? { name: 'attract' } : { name: 'code', digits });
}

const helpAllowed = (stage: Stage): boolean =>
  stage.name !== 'checking' && stage.name !== 'staff' && !(stage.name === 'pickup' && stage.phase === 'opening');

function back(session: KioskSession): KioskStep {
  const { stage } = session;
  if (stage.name === 'checking' || stage.name === 'wait') return stay(session);
  if (stage.name === 'pickup' && stage.phase === 'opening') return stay(session);
  return stage.name === 'staff' ? staffBack(session, stage) : go(session, { name: 'attract' });
}

function again(session: KioskSession, kind: 'open-again' | 'try-again'): KioskStep {
  const { stage } = session;
  if (stage.name === 'staff' && kind === 'try-again') return loadAgain(session, stage);
  if (stage.name !== 'pickup') return stay(session);
  const phases: readonly PickupStage['phase'][] =
    kind === 'try-again' ? ['jammed'] : ['open', 'left-open', 'left-open-alarm', 'thanks'];
  if (!phases.includes(stage.phase) || (kind === 'open-again' && !stage.canOpenAgain)) return stay(session);
  return { session, effects: [{ kind, orderId: stage.orderId }] };
}

/** How long each card stands without anybody touching it; undefined for one that ends by other means. */
function cardMs(stage: Stage): number | undefined {
  switch (stage.name) {
    case 'wrong-code':
    case 'staff-refused':
      return SCREEN_TIMES.wrongCodeMs;
    case 'refused':
      return SCREEN_TIMES.refusedMs;
    case 'cannot-record':
      return SCREEN_TIMES.troubleMs;
    case 'help':
      return SCREEN_TIMES.helpMs;
    case 'wait':
      return stage.waitMs;
    case 'pickup':
      if (stage.phase === 'thanks') return SCREEN_TIMES.thanksMs;
      return stage.phase === 'jammed' || stage.phase === 'service' ? SCREEN_TIMES.troubleMs : undefined;
    default:
      return undefined;
  }
}

const attractAgain = (session: KioskSession, language: Language): KioskSession => ({
  ...session,
  stage: { name: 'attract' },
  language,
  largeType: false,
});

/** Time went by. `language` is the cabinet's own, to which the screen returns when nobody is there. */
export const tick = (session: KioskSession, language: Language, nowMs: number): KioskStep =>
  noteDropped(session, passTime(session, language, nowMs));

function passTime(session: KioskSession, language: Language, nowMs: number): KioskStep {
  const { stage } = session;
  const idleMs = nowMs - session.touchedMs;
  switch (stage.name) {
    case 'attract': {
      const untouched = session.language === language && !session.largeType;
      return stay(untouched || idleMs < SCREEN_TIMES.entryWipeMs ? session : attractAgain(session, language));
    }
    case 'code':
    case 'staff-number':
    case 'staff-secret':
      return stay(idleMs < SCREEN_TIMES.entryWipeMs ? session : attractAgain(session, language));
    case 'staff':
      return tickStaff(session, stage, language, nowMs);
    default: {
      const limitMs = cardMs(stage);
      const since = 'sinceMs' in stage ? stage.sinceMs : nowMs;
      if (limitMs === undefined || nowMs - since < limitMs) return stay(session);
      return stay(idleMs < limitMs ? { ...session, stage: { name: 'attract' } } : attractAgain(session, language));
    }
  }
}

function tickStaff(session: KioskSession, stage: StaffStage, language: Language, nowMs: number): KioskStep {
  const { page } = stage;
  const atDoor = page.kind === 'loading' || page.kind === 'check';
  const doorMayMove = atDoor && (page.door === 'opening' || page.door === 'open');
  const idleMs = doorMayMove ? SCREEN_TIMES.staffDoorIdleMs : SCREEN_TIMES.staffIdleMs;
  if (nowMs - session.touchedMs >= idleMs) {
    const loading = page.kind === 'loading' ? page : null;
    const effect: KioskEffect = { kind: 'sign-out', staffId: stage.staffId, idle: true, loading };
    const left: KioskEffect[] = page.kind === 'check' ? [{ kind: 'leave-check' }] : [];
    return { session: attractAgain(session, language), effects: [...left, effect] };
  }
  if (nowMs - stage.sinceMs < SCREEN_TIMES.justStoredMs) return stay(session);
  if (page.kind === 'orders' && page.justStored) return go(session, { ...stage, page: { ...page, justStored: null } });
  const checked = page.kind === 'doors' && page.justChecked !== null;
  return checked ? go(session, { ...stage, page: { ...page, justChecked: null } }) : stay(session);
}

/** Whether the entry on the screen is about to be wiped. */
export const isIdleWarning = (session: KioskSession, nowMs: number): boolean =>
  nowMs - session.touchedMs >= SCREEN_TIMES.entryWarnMs;

/** Puts the outcome of an effect, or of a door, on the screen. */
export const show = (session: KioskSession, stage: Stage): KioskSession => ({ ...session, stage });
