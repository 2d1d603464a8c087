import type { VNode } from 'preact';
import type { DoubtView } from '../dispatch/doubt-views.js';
import type { DispatchProgress } from '../dispatch/progress-views.js';
import { Button, ButtonRow, LinkButton } from '../web/components/button.js';
import { Confirmation } from '../web/components/confirmation.js';
import { type Column, DataTable, TitleCell } from '../web/components/data-table.js';
import { FormErrors } from '../web/components/field.js';
import { Time } from '../web/components/time.js';
import type { FormState } from '../web/forms.js';
import { DeskPage, page } from '../web/page.js';
import { addressShown } from './address-shown.js';
import type { DeskShell } from './desk-shell.js';
import { DispatchFrame } from './dispatch-page.js';
import { reasonInWords } from './dispatch-words.js';

type DoubtsProps = {
  shell: DeskShell;
  progress: DispatchProgress;
  doubts: readonly DoubtView[];
  zone: string;
  maySteer: boolean;
  form: FormState;
};

export function doubtsPage({ shell, progress, doubts, zone, maySteer, form }: DoubtsProps): string {
  const base = `/desk/dispatches/${progress.id}/in-doubt`;
  const isOpen = doubts.some((each) => !each.isLeft);
  const mayResend = maySteer && progress.state !== 'stopped' && doubts.length > 0;
  const table = (
    <DataTable
      caption="Recipients in doubt"
      columns={columns(progress.id, zone, mayResend)}
      rows={doubts}
      empty={<p>Nobody is in doubt.</p>}
    />
  );
  return page(
    <DispatchFrame shell={shell} progress={progress} tab="in-doubt" title={`In doubt: ${progress.headline}`}>
      <FormErrors form={form} />
      <p class="lead">
        The text was on its way, or already there, when the connection or the worker went. Only they can know
        whether they have it. A bounce, or an answer that comes after all, settles it by itself.
      </p>
      {mayResend ? (
        <form method="get" action={`${base}/resend`} class="doubts">
          {table}
          <ButtonRow>
            <Button icon="send">Send again to those ticked</Button>
            {isOpen && (
              <LinkButton href={`${base}/leave`} look="quiet">
                Leave them all
              </LinkButton>
            )}
          </ButtonRow>
        </form>
      ) : (
        table
      )}
    </DispatchFrame>,
  );
}

function columns(id: number, zone: string, mayResend: boolean): Column<DoubtView>[] {
  return [
    ...(mayResend ? [{ title: 'Again', cell: (row: DoubtView) => <Tick row={row} /> }] : []),
    {
      title: 'Recipient',
      isTitle: true,
      cell: (row) => (
        <TitleCell
          href={`/desk/dispatches/${id}/recipients/${row.id}`}
          title={row.name || addressShown(row.email)}
          detail={row.name ? addressShown(row.email) : undefined}
        />
      ),
    },
    { title: 'What happened', cell: (row) => <Evidence row={row} /> },
    {
      title: 'Began to leave',
      cell: (row) => (row.transmittingAt ? <Time at={row.transmittingAt} zone={zone} look="clock" /> : '–'),
    },
    { title: 'In doubt since', cell: (row) => <Time at={row.settledAt} zone={zone} look="clock" /> },
    { title: 'Decided', cell: (row) => (row.isLeft ? 'left as it is' : 'not yet') },
  ];
}

function Tick({ row }: { row: DoubtView }): VNode {
  return (
    <input
      type="checkbox"
      name="delivery[]"
      value={row.id}
      aria-label={`Send again to ${addressShown(row.email)}`}
    />
  );
}

function Evidence({ row }: { row: DoubtView }): VNode {
  return (
    <div>
      {reasonInWords('in_doubt', null, row.reason)}
      {row.reason && <span class="row-detail">{row.reason}</span>}
      {row.worker && <span class="row-detail">worker {row.worker}</span>}
    </div>
  );
}

type AnswerProps = { shell: DeskShell; progress: DispatchProgress };

export function resendPage({ shell, progress, ids }: AnswerProps & { ids: readonly number[] }): string {
  const base = `/desk/dispatches/${progress.id}/in-doubt`;
  const many = ids.length === 1 ? 'one recipient' : `${ids.length.toLocaleString('en')} recipients`;
  return page(
    <DeskPage title={`Send again to ${many}?`} active="dispatches" {...shell}>
      <Confirmation
        title={`Send again to ${many}?`}
        consequences={[
          'Whoever has it already then has it twice. It carries the same Message-ID, by which many servers and mail programs see that it is the same mail.',
          'Whoever unsubscribed meanwhile is left out.',
          'It is in the record, with your name.',
        ]}
        action={`${base}/resend`}
        confirm="Send again"
        icon="send"
        cancelHref={base}
        inputs={ids.map((id) => (
          <input type="hidden" name="delivery[]" value={id} />
        ))}
      >
        <p>“{progress.headline}” is sent to them once more.</p>
      </Confirmation>
    </DeskPage>,
  );
}

export function leavePage({ shell, progress, count }: AnswerProps & { count: number }): string {
  const base = `/desk/dispatches/${progress.id}/in-doubt`;
  const many = count === 1 ? 'one recipient' : `${count.toLocaleString('en')} recipients`;
  return page(
    <DeskPage title={`Leave ${many} in doubt?`} active="dispatches" {...shell}>
      <Confirmation
        title={`Leave ${many} in doubt?`}
        consequences={[
          'They stay in doubt in the account and in the certificate, and nobody is asked again.',
          'They still get a correction or a kill, since they may have the release.',
          'A bounce or an answer that comes later still settles it.',
        ]}
        action={`${base}/leave`}
        confirm="Leave them"
        icon="check"
        look="primary"
        cancelHref={base}
      >
        <p>Nothing is sent. Some of them may be without “{progress.headline}”.</p>
      </Confirmation>
    </DeskPage>,
  );
}
