import type { VNode } from 'preact';
import { EmptyState } from '../web/components/empty-state.js';
import { DataTable, TitleCell } from '../web/components/data-table.js';
import { KeyValues } from '../web/components/key-values.js';
import { Button } from '../web/components/button.js';
import { PageHeader } from '../web/components/page-header.js';
import { EmailPreview } from '../web/components/islands.js';
import { Segmented } from '../web/components/segmented.js';
import { Pagination } from '../web/components/pagination.js';
import { Time } from '../web/components/time.js';
import { page, PlainPage } from '../web/page.js';

export interface ListedMail {
  id: number;
  receivedAt: Date;
  mailFrom: string;
  rcptTo: string;
  subject: string;
}

export const PAGE_SIZE = 50;

interface ListProps {
  mails: ListedMail[];
  total: number;
  pageNumber: number;
  search: string;
  zone: string;
}

export function mailboxPage({ mails, total, pageNumber, search, zone }: ListProps): string {
  return page(
    <PlainPage title="Local mailbox" name="Local mailbox" isWide>
      <div class="stack">
        <PageHeader
          breadcrumb={[{ label: 'Press desk', href: '/desk' }]}
          title="Every mail that left Dateline"
          lead={`${total} caught on this machine. Nothing is sent to anybody until SMTP_URL is set.`}
        />
        <form class="search-form" role="search" action="/mailbox">
          <label class="visually-hidden" for="q">
            Search recipients and subjects
          </label>
          <input
            id="q"
            class="input"
            type="search"
            name="q"
            value={search}
            placeholder="Recipient or subject"
          />
          <Button icon="search">Search</Button>
        </form>
        <DataTable
          caption="Caught mails, newest first"
          rows={mails}
          columns={[
            {
              title: 'Subject',
              isTitle: true,
              cell: (mail) => (
                <TitleCell
                  href={`/mailbox/${mail.id}`}
                  title={mail.subject || '(no subject)'}
                  detail={`to ${mail.rcptTo}`}
                />
              ),
            },
            { title: 'Received', align: 'end', cell: (mail) => <Time at={mail.receivedAt} zone={zone} /> },
          ]}
          empty={
            <EmptyState icon="inbox" title="No mail yet">
              Arm a release, or ask for a sign-in link: the mail appears here within a second.
            </EmptyState>
          }
        />
        <Pagination
          page={pageNumber}
          pageSize={PAGE_SIZE}
          total={total}
          hrefOf={(n) => `/mailbox?page=${n}${search ? `&q=${encodeURIComponent(search)}` : ''}`}
        />
      </div>
    </PlainPage>,
  );
}

export type View = 'html' | 'text' | 'source';

interface MailProps {
  mail: ListedMail;
  view: View;
  /** The text or the source; the HTML is in a frame of its own. */
  content: string;
  zone: string;
}

export function mailPage({ mail, view, content, zone }: MailProps): string {
  const views: [View, string][] = [
    ['html', 'HTML'],
    ['text', 'Plain text'],
    ['source', 'Source'],
  ];
  return page(
    <PlainPage title={mail.subject || 'Mail'} name="Local mailbox" isWide>
      <div class="stack">
        <PageHeader
          title={mail.subject || '(no subject)'}
          breadcrumb={[{ label: 'Local mailbox', href: '/mailbox' }]}
        />
        <KeyValues
          items={[
            { label: 'To', value: mail.rcptTo },
            { label: 'Return path', value: mail.mailFrom || '<> (none)' },
            { label: 'Received', value: <Time at={mail.receivedAt} zone={zone} /> },
          ]}
        />
        <Segmented
          label="How to show the mail"
          segments={views.map(([name, label]) => ({
            label,
            href: `/mailbox/${mail.id}?view=${name}`,
            current: name === view,
          }))}
        />
        {view === 'html' ? <HtmlFrame mail={mail} /> : <pre class="mail-source">{content}</pre>}
      </div>
    </PlainPage>,
  );
}

function HtmlFrame({ mail }: { mail: ListedMail }): VNode {
  return <EmailPreview src={`/mailbox/${mail.id}/html`} title={`${mail.subject} as HTML`} />;
}
