/** Which picture a view is, and on which ground it stands. */
import type { ComponentChildren } from 'preact';
import type { Entry, View } from '../../core/screen.ts';
import type { CodePanelProps } from './code-panel.tsx';
import { CheckingPrompt, Prompt, WaitPrompt } from './prompts.tsx';
import { DoorOpen, DoorOpening } from './views/door.tsx';
import { DoorCheck } from './views/door-check.tsx';
import { HelpPage } from './views/help.tsx';
import { Loading } from './views/loading.tsx';
import { Jammed, LeftOpen, Refused, Service, StaffRefused } from './views/notices.tsx';
import { StaffDoors } from './views/staff-doors.tsx';
import { StaffOrders } from './views/staff-orders.tsx';
import { StaffTop } from './views/staff-top.tsx';
import { AttractStory, EnteringStory } from './views/story.tsx';
import { Thanks } from './views/thanks.tsx';
import { WaitTop, WrongTop } from './views/wrong.tsx';

export type Ground = 'rice' | 'deep' | 'turmeric';

export interface Drawing {
  readonly ground: Ground;
  readonly content: ComponentChildren;
  /** The keypad is apart from the rest, so that it stays the same nodes while the rest changes around it. */
  readonly code: CodePanelProps | null;
}

const NOTHING: Entry = { entered: 0, newest: null };
const ALL: Entry = { entered: 8, newest: null };
const ENTER_CODE: CodePanelProps = {
  prompt: <Prompt of={(w) => w.enterCode} />,
  entry: NOTHING,
  length: 8,
  mode: 'live',
};

const withCode = (content: ComponentChildren, code: CodePanelProps): Drawing => ({ ground: 'rice', content, code });
const alone = (ground: Ground, content: ComponentChildren): Drawing => ({ ground, content, code: null });

export function drawingOf(view: View): Drawing {
  switch (view.name) {
    case 'attract':
      return withCode(<AttractStory slide={view.slide} />, ENTER_CODE);
    case 'entering':
      return withCode(<EnteringStory idleWarning={view.idleWarning} />, { ...ENTER_CODE, entry: view.entry });
    case 'checking':
      return withCode(<EnteringStory idleWarning={false} />, {
        prompt: <CheckingPrompt />,
        entry: ALL,
        length: 8,
        mode: 'checking',
      });
    case 'wrong-code':
      return withCode(<WrongTop triesLeft={view.triesLeft} />, ENTER_CODE);
    case 'wait':
      return withCode(<WaitTop seconds={view.secondsLeft} total={view.secondsTotal} />, {
        ...ENTER_CODE,
        prompt: <WaitPrompt seconds={view.secondsLeft} />,
        mode: 'resting',
      });
    case 'refused':
      return alone('turmeric', <Refused reason={view.reason} />);
    case 'opening':
      return alone('deep', <DoorOpening compartment={view.compartment} />);
    case 'open':
      return alone('deep', <DoorOpen {...view} />);
    case 'left-open':
      return alone('turmeric', <LeftOpen compartment={view.compartment} alarm={view.alarm} />);
    case 'thanks':
      return alone('deep', <Thanks openAgainSeconds={view.openAgainSeconds} />);
    case 'jammed':
      return alone('turmeric', <Jammed compartment={view.compartment} canTryAgain={view.canTryAgain} />);
    case 'service':
      return alone('turmeric', <Service reason={view.reason} />);
    case 'help':
      return alone('rice', <HelpPage />);
    case 'staff-number':
      return withCode(<StaffTop />, {
        prompt: <Prompt of={(w) => w.staffNumber} />,
        entry: view.entry,
        length: 4,
        mode: 'live',
        staff: true,
      });
    case 'staff-secret':
      return withCode(<StaffTop />, {
        prompt: <Prompt of={(w) => w.staffSecret} />,
        entry: view.entry,
        length: 8,
        mode: 'live',
        alwaysMasked: true,
        staff: true,
      });
    case 'staff-refused':
      return alone('rice', <StaffRefused triesLeft={view.triesLeft} />);
    case 'staff-orders':
      return alone('rice', <StaffOrders {...view} />);
    case 'staff-doors':
      return alone('rice', <StaffDoors {...view} />);
    case 'door-check':
      return alone('rice', <DoorCheck {...view} />);
    case 'loading':
      return alone('rice', <Loading {...view} />);
  }
}
