import type { VNode } from 'preact';
import type { DispatchProgress } from '../dispatch/progress-views.js';
import { ButtonRow, type ButtonLook, LinkButton } from '../web/components/button.js';
import { type DispatchPhase, hasStarted, phaseOf, reachedCount } from './dispatch-phase.js';

export type SteeringAction = 'pause' | 'resume' | 'stop' | 'forward' | 'lift' | 'correct' | 'kill';

const LOOKS: Record<SteeringAction, { word: string; icon: string; look: ButtonLook }> = {
  pause: { word: 'Pause', icon: 'pause', look: 'plain' },
  resume: { word: 'Resume', icon: 'play', look: 'primary' },
  forward: { word: 'Bring forward', icon: 'clock', look: 'plain' },
  lift: { word: 'Lift now', icon: 'unlock', look: 'plain' },
  correct: { word: 'Correct', icon: 'file-pen-line', look: 'plain' },
  stop: { word: 'Stop', icon: 'octagon-x', look: 'danger' },
  kill: { word: 'Kill', icon: 'circle-x', look: 'danger' },
};

const BY_PHASE: Record<DispatchPhase, SteeringAction[]> = {
  waiting: ['pause', 'forward', 'lift', 'stop'],
  sending: ['pause', 'forward', 'lift', 'correct', 'stop', 'kill'],
  paused: ['resume', 'forward', 'lift', 'correct', 'stop', 'kill'],
  held: ['resume', 'correct', 'stop', 'kill'],
  void: ['correct', 'stop', 'kill'],
  stopped: ['correct', 'kill'],
  finished: ['correct', 'kill'],
};

/** What may be done now, in this order. Lifting is over once the lift has passed; nothing to take back if none left. */
export function steeringActions(progress: DispatchProgress): SteeringAction[] {
  const isTaken = reachedCount(progress) > 0 && progress.kind !== 'kill';
  return BY_PHASE[phaseOf(progress)].filter((action) => {
    if (action === 'lift' || action === 'forward') return progress.liftAt > progress.now;
    if (action === 'correct' || action === 'kill') return isTaken && hasStarted(progress);
    return true;
  });
}

/** Each leads to a page that says what it will do and to how many. */
export function DispatchButtons({ progress }: { progress: DispatchProgress }): VNode {
  return (
    <ButtonRow>
      {steeringActions(progress).map((action) => (
        <LinkButton
          id={`steer-${action}`}
          href={`/desk/dispatches/${progress.id}/${action}`}
          look={LOOKS[action].look}
          icon={LOOKS[action].icon}
        >
          {LOOKS[action].word}
        </LinkButton>
      ))}
    </ButtonRow>
  );
}
