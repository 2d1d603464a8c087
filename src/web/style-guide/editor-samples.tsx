import type { VNode } from 'preact';
import { Button, ButtonRow } from '../components/button.js';
import { AutoSave, EmailPreview, RichText, SaveIndicator } from '../components/islands.js';
import { SegmentedChoice } from '../components/segmented.js';

const PARAGRAPHS = [
  'The city council voted 9–2 on Tuesday to fund a new tram line linking the hospital district with the old port, the largest transport investment in thirty years.',
  'Work on the 7.4-kilometre line begins in March. The first trams are expected to run in autumn 2029.',
];

const BODY = {
  type: 'doc',
  content: [
    ...PARAGRAPHS.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
    {
      type: 'blockquote',
      content: [
        {
          type: 'paragraph',
          content: [
            {
              type: 'text',
              text: '“People will reach a doctor in eleven minutes instead of forty,” said Mayor Ana Lindqvist.',
            },
          ],
        },
      ],
    },
  ],
};

export function EditorSamples(): VNode {
  return (
    <div class="compose">
      <AutoSave action="/desk/style-guide" storageKey="style-guide">
        <form class="form" method="post" action="/desk/style-guide">
          <RichText
            name="body"
            label="Body"
            json={JSON.stringify(BODY)}
            text={PARAGRAPHS.join('\n\n')}
            hint="Paste from Word or Google Docs: only the structure is kept."
          />
          <ButtonRow>
            <Button look="primary">Save</Button>
            <SaveIndicator saved="Saved at 08:40" />
          </ButtonRow>
        </form>
      </AutoSave>
      <div class="preview compose-preview">
        <SegmentedChoice
          label="Preview as"
          name="preview-as"
          value="desktop"
          options={[
            { value: 'desktop', label: 'Desktop', icon: 'monitor' },
            { value: 'phone', label: 'Phone', icon: 'smartphone' },
            { value: 'dark', label: 'Dark', icon: 'moon' },
            { value: 'text', label: 'Plain text', icon: 'text-align-start' },
          ]}
        />
        <EmailPreview src="/desk/style-guide/sample-mail" title="The e-mail as it will be received" />
        <pre class="preview-text" tabIndex={0} aria-label="The e-mail as plain text">
          {PARAGRAPHS.join('\n\n')}
        </pre>
      </div>
    </div>
  );
}
