import type { VNode } from 'preact';
import type { KeptForm } from '../auth/kept-form.entity.js';
import { KEPT_FORMS } from '../http/ask-to-sign-in.js';
import { LinkButton } from '../web/components/button.js';
import { Notice } from '../web/components/notice.js';
import { Time } from '../web/components/time.js';

type NoticesProps = { forms: readonly KeptForm[]; zone: string };

/** Where one arrives after signing in by a mailed link: what waits from before. */
export function KeptFormNotices({ forms, zone }: NoticesProps): VNode | null {
  if (forms.length === 0) return null;
  return (
    <div class="trouble-list">
      {forms.map((form) => (
        <Notice
          tone="hold"
          title="What you typed was kept"
          actions={<LinkButton href={`${KEPT_FORMS}/${form.id}`}>Look at it</LinkButton>}
        >
          Your session had ended when you sent it, <Time at={form.createdAt} zone={zone} />. Nothing of it was
          done.
        </Notice>
      ))}
    </div>
  );
}
