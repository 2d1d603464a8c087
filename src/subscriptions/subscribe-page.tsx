import type { VNode } from 'preact';
import { Button } from '../web/components/button.js';
import { CheckboxGroup } from '../web/components/choices.js';
import { ProofOfWork } from '../web/components/islands.js';
import { Notice } from '../web/components/notice.js';
import { FieldRow, TextInput } from '../web/components/text-input.js';
import type { FormState } from '../web/forms.js';
import { journalistPage, LanguageLinks, type Reading } from './journalist-page.js';
import type { Topic } from './topic.entity.js';

export function subscribePage(reading: Reading, topics: Topic[], form?: FormState): string {
  const { t } = reading;
  return journalistPage({
    reading,
    title: t('subscribe.title'),
    description: t('subscribe.lead'),
    place: 'subscribe',
    children: (
      <>
        <LanguageLinks reading={reading} path="/subscribe" />
        <p class="lead">{t('subscribe.lead')}</p>
        {topics.length === 0 ? (
          <p>{t('subscribe.none')}</p>
        ) : (
          <SubscribeForm reading={reading} topics={topics} form={form} />
        )}
      </>
    ),
  });
}

function SubscribeForm({
  reading,
  topics,
  form,
}: {
  reading: Reading;
  topics: Topic[];
  form?: FormState | undefined;
}): VNode {
  const { t } = reading;
  const shown = form && { ...form, errors: translated(reading, form.errors) };
  const options = topics.map((topic) => ({
    value: String(topic.id),
    label: topic.name,
    hint: topic.description,
  }));
  return (
    <form method="post" action={`/subscribe?lang=${reading.language}`}>
      <FormErrorNotice reading={reading} form={shown} />
      <CheckboxGroup name="topics[]" label={t('field.topics')} options={options} form={shown} />
      <TextInput
        name="email"
        type="email"
        label={t('field.email')}
        autocomplete="email"
        maxLength={254}
        form={shown}
      />
      <FieldRow>
        <TextInput
          name="name"
          label={t('field.name')}
          autocomplete="name"
          maxLength={200}
          required={false}
          form={shown}
        />
        <TextInput
          name="outlet"
          label={t('field.outlet')}
          autocomplete="organization"
          maxLength={200}
          required={false}
          form={shown}
        />
      </FieldRow>
      <TextInput
        name="beats"
        label={t('field.beats')}
        hint={t('field.beatsHint')}
        maxLength={1000}
        required={false}
        form={shown}
      />
      <input type="hidden" name="language" value={reading.language} />
      <div class="visually-hidden" aria-hidden="true">
        <label>
          {t('field.website')}
          <input type="text" name="website" tabIndex={-1} autocomplete="off" />
        </label>
      </div>
      <ProofOfWork challengeUrl="/subscribe/challenge" withoutScript={t('check.withoutScript')} />
      <p class="consent">{consentText(reading)}</p>
      <CountingText reading={reading} />
      <Button look="primary">{t('subscribe.button')}</Button>
    </form>
  );
}

/** Whether opens and clicks are counted, said before anybody subscribes. Nothing where they are not. */
function CountingText({ reading: { t, env } }: { reading: Reading }): VNode | null {
  if (env.MEASURE === 'off') return null;
  const text = env.MEASURE === 'agreed' ? t('subscribe.countsAgreed') : t('subscribe.countsEveryone');
  return <p class="consent">{text}</p>;
}

/** The words the journalist sees and agrees to; kept with the consent. */
export function consentText({ t, env }: Reading): string {
  return t('subscribe.consent', { organisation: env.ORGANISATION });
}

/**
 * A form's errors are keys of words; what is none (a sentence of a schema) stays. No topic ticked means that the field
 * was not sent at all, so its error comes under the name without brackets.
 */
export function translated({ t }: Reading, errors: Record<string, string>): Record<string, string> {
  const words = Object.entries(errors).map(
    ([field, key]) => [field, t(key as Parameters<typeof t>[0])] as const,
  );
  return Object.fromEntries(words.map(([field, text]) => [field === 'topics' ? 'topics[]' : field, text]));
}

export function FormErrorNotice({
  reading,
  form,
}: {
  reading: Reading;
  form?: FormState | undefined;
}): VNode | null {
  if (!form || Object.keys(form.errors).length === 0) return null;
  return (
    <div role="alert">
      <Notice tone="stop">{form.errors[''] ?? reading.t('error.form')}</Notice>
    </div>
  );
}
