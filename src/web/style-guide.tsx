import type { ComponentChildren, VNode } from 'preact';
import { PageHeader } from './components/page-header.js';
import { Section } from './components/section.js';
import { ChartSamples } from './style-guide/chart-samples.js';
import { ControlSamples, FormSamples } from './style-guide/form-samples.js';
import { EditorSamples } from './style-guide/editor-samples.js';
import { PartSamples, StateSamples } from './style-guide/part-samples.js';
import { TableSamples } from './style-guide/table-samples.js';

/** Every component in every state on one page, to look at and to test against. All names are invented. */
export function StyleGuide(): VNode {
  return (
    <>
      <PageHeader
        title="Style guide"
        breadcrumb={[{ label: 'Settings', href: '/desk/users' }]}
        lead="Every part of the press desk in every state it can have."
      />
      <Sample title="States">
        <StateSamples />
      </Sample>
      <Sample title="Buttons, filters and choices">
        <ControlSamples />
      </Sample>
      <Sample title="Tables and pages">
        <TableSamples />
      </Sample>
      <Sample title="Progress, numbers and charts">
        <ChartSamples />
      </Sample>
      <Sample title="Forms">
        <FormSamples />
      </Sample>
      <Sample title="Writing and preview">
        <EditorSamples />
      </Sample>
      <Sample title="Notices, times and history">
        <PartSamples />
      </Sample>
    </>
  );
}

function Sample({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <Section title={title} id={title.toLowerCase().replace(/[^a-z]+/g, '-')}>
      {children}
    </Section>
  );
}
