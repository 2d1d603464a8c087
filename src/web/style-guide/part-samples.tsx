import type { VNode } from 'preact';
import { BADGE_STATES, Badge, Tag } from '../components/badge.js';
import { Button, LinkButton } from '../components/button.js';
import { Confirmation } from '../components/confirmation.js';
import { Countdown } from '../components/countdown.js';
import { EmptyState } from '../components/empty-state.js';
import { KeyValues } from '../components/key-values.js';
import { Flash, Notice } from '../components/notice.js';
import { ReaderTime, Time, TimeInZones } from '../components/time.js';
import { Timeline } from '../components/timeline.js';

const NOW = new Date('2026-11-23T07:40:00Z');
const LIFT = new Date('2026-11-24T08:00:00Z');
const ZONE = 'Europe/Stockholm';

export function StateSamples(): VNode {
  return (
    <div class="chips">
      {BADGE_STATES.map((state) => (
        <Badge state={state} />
      ))}
      <Badge state="armed">Armed for 09:00</Badge>
      <Tag icon="megaphone" tone="idle">
        Media advisory
      </Tag>
    </div>
  );
}

export function PartSamples(): VNode {
  return (
    <>
      <Flash tone="ok">Saved. The approval of version 3 is void, because the headline changed.</Flash>
      <Flash tone="stop">
        The mail server refused the connection. Nothing has left; the dispatch is held.
      </Flash>
      <Notice tone="info" title="This newsroom keeps its mail on this machine">
        Nothing leaves it until a mail server is set up. See what would have been sent in the mailbox.
      </Notice>
      <Notice
        tone="hold"
        title="Two recipients are in doubt"
        actions={<LinkButton href="#in-doubt">Look at them</LinkButton>}
      >
        The connection broke after the text was sent and before the server answered.
      </Notice>
      <Times />
      <History />
      <EmptyState
        icon="newspaper"
        title="No releases yet"
        actions={
          <>
            <LinkButton href="#new" look="primary" icon="plus">
              Write the first release
            </LinkButton>
            <LinkButton href="#import">Bring in older ones</LinkButton>
          </>
        }
      >
        A release begins as a draft that only your team sees. It leaves when someone has approved it and its
        embargo lifts, and not a second before.
      </EmptyState>
      <StopConfirmation />
      <Button type="button" icon="keyboard" data-shortcut="g">
        A button with a shortcut
      </Button>
    </>
  );
}

function Times(): VNode {
  return (
    <div class="columns">
      <KeyValues
        items={[
          { label: 'Lift', value: <Time at={LIFT} zone={ZONE} look="full" /> },
          { label: 'Time left', value: <Countdown until={LIFT} now={NOW} done="Lifted" /> },
          { label: 'For a reader', value: <ReaderTime at={LIFT} zone={ZONE} /> },
          { label: 'Approval', value: 'Needs one press officer other than the author' },
        ]}
      />
      <TimeInZones
        at={LIFT}
        zones={[
          { label: 'Newsroom', zone: ZONE },
          { label: 'Most recipients', zone: 'America/New_York' },
          { label: 'UTC', zone: 'UTC' },
        ]}
      />
    </div>
  );
}

function History(): VNode {
  return (
    <Timeline
      zone={ZONE}
      events={[
        {
          at: new Date('2026-11-23T06:02:00Z'),
          icon: 'pencil-line',
          tone: 'idle',
          title: 'Drafted',
          who: 'Maja Holm',
        },
        {
          at: new Date('2026-11-23T06:48:00Z'),
          icon: 'stamp',
          tone: 'ok',
          title: 'Version 3 approved',
          who: 'Jon Berg',
        },
        {
          at: new Date('2026-11-23T07:01:00Z'),
          icon: 'alarm-clock',
          tone: 'hold',
          title: 'Armed',
          who: 'Maja Holm',
          detail: 'For 24 November at 09:00, 726 recipients in two tiers.',
        },
        {
          at: new Date('2026-11-23T07:20:00Z'),
          icon: 'octagon-x',
          tone: 'stop',
          title: 'Stopped',
          who: 'Maja Holm',
          detail: 'The vote was postponed. Nothing had left.',
        },
      ]}
    />
  );
}

function StopConfirmation(): VNode {
  return (
    <Confirmation
      title="Stop this dispatch?"
      action="/desk/style-guide"
      fields={{ version: '3' }}
      confirm="Stop it for 312 recipients"
      icon="octagon-x"
      cancelHref="#main"
      consequences={[
        '312 mails that have not left are cancelled for good.',
        '410 mails have already left; stopping does not call them back.',
        'A kill notice for exactly those 410 is prepared for you to read and send.',
      ]}
    >
      <p>
        <em>Council approves tram line to hospital district</em> is being sent since 09:00.
      </p>
    </Confirmation>
  );
}
