import type { VNode } from 'preact';
import type { Env } from '../config/env.js';
import { PostButton } from '../web/components/button.js';
import { Section } from '../web/components/section.js';

const WHOSE: Record<Env['MEASURE'], string> = {
  off: 'Nobody’s are counted: counting is switched off for this newsroom.',
  agreed: 'Those of journalists who agreed are counted, together and never by name.',
  everyone: 'Those of everybody who did not decline are counted, together and never by name.',
};

type MeasuringProps = { path: string; setting: Env['MEASURE']; isMeasured: boolean };

/** Whose opens and clicks of a release are counted, and the button that changes it for this release. */
export function MeasuringChoice({ path, setting, isMeasured }: MeasuringProps): VNode {
  return (
    <Section title="Opens and clicks">
      <p>{isMeasured ? WHOSE[setting] : 'Nobody’s are counted: this release is left out.'}</p>
      {setting !== 'off' && (
        <PostButton action={`${path}/measuring`} fields={{ measured: isMeasured ? 'no' : 'yes' }}>
          {isMeasured ? 'Do not count for this release' : 'Count for this release'}
        </PostButton>
      )}
    </Section>
  );
}
