import type { DispatchProgress } from '../dispatch/progress-views.js';
import { LinkButton } from '../web/components/button.js';
import { KeyValues } from '../web/components/key-values.js';
import { Section } from '../web/components/section.js';
import { Time } from '../web/components/time.js';
import { page } from '../web/page.js';
import type { DeskShell } from './desk-shell.js';
import { DispatchFrame } from './dispatch-page.js';
import { isOver, liftSentence } from './dispatch-phase.js';

type CertificateProps = { shell: DeskShell; progress: DispatchProgress; publicKey: string; zone: string };

export function certificatePage({ shell, progress, publicKey, zone }: CertificateProps): string {
  const { id } = progress;
  return page(
    <DispatchFrame
      shell={shell}
      progress={progress}
      tab="certificate"
      title={`Certificate: ${progress.headline}`}
    >
      <Section title="Who got it when, and nobody early">
        <p class="account-line">{liftSentence(progress) ?? 'Nobody has accepted it yet.'}</p>
        <p>
          The certificate names each recipient with the database’s times of claim, transmission and answer,
          the attempt, the server’s words, and the hash of what was approved. It is signed, so that an altered
          one shows.
          {isOver(progress)
            ? ''
            : ' It tells what happened so far; once everything is sent it does not change any more.'}
        </p>
        <LinkButton href={`/desk/dispatches/${id}/certificate.json`} look="primary" icon="download" download>
          Download the certificate
        </LinkButton>
        <KeyValues
          items={[
            { label: 'Lift', value: <Time at={progress.liftAt} zone={zone} look="full" /> },
            { label: 'Verify it offline', value: <code>npm run dateline -- certificate-verify FILE</code> },
            { label: 'Public key', value: <code>{publicKey}</code> },
          ]}
        />
      </Section>
    </DispatchFrame>,
  );
}
