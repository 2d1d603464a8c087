import type { VNode } from 'preact';
import type { Contact } from '../contacts/contact.entity.js';
import { isCounted } from '../contacts/counting-choice.js';
import { isTrusted, trustStanding } from '../contacts/trust.js';
import { maskEmail } from '../contacts/email-address.js';
import { Button, LinkButton, PostButton } from '../web/components/button.js';
import { CheckboxGroup, RadioGroup, Select } from '../web/components/choices.js';
import { ZoneList } from '../web/components/date-time-with-zone.js';
import { Notice } from '../web/components/notice.js';
import { Section } from '../web/components/section.js';
import { TextInput } from '../web/components/text-input.js';
import type { FormState } from '../web/forms.js';
import { journalistPage, type Reading } from './journalist-page.js';
import { languageNames, pageLanguages } from './journalist-words.js';
import { noticeParagraphs } from './notice-letter.js';
import type { Preferences } from './preferences.service.js';
import { FormErrorNotice, translated } from './subscribe-page.js';

export interface PreferencesView {
  reading: Reading;
  preferences: Preferences;
  /** The page's own path, with its token. */
  path: string;
  now: Date;
  form?: FormState;
  addressForm?: FormState;
  saved?: boolean;
}

export function preferencesPage(view: PreferencesView): string {
  const { reading, preferences, saved } = view;
  const { t } = reading;
  return journalistPage({
    reading,
    title: t('prefs.title'),
    about: t('prefs.for', { address: maskEmail(preferences.contact.email) }),
    children: (
      <>
        {saved && (
          <div role="status">
            <Notice tone="ok">{t('prefs.saved')}</Notice>
          </div>
        )}
        {preferences.isStopped ? <Stopped {...view} /> : <Choices {...view} />}
        <EarlyAccess {...view} />
        <AddressForm {...view} />
        <OwnData {...view} />
      </>
    ),
  });
}

function Stopped({ reading: { t } }: PreferencesView): VNode {
  return (
    <Notice tone="hold" actions={<LinkButton href="/subscribe">{t('nav.subscribe')}</LinkButton>}>
      {t('prefs.stopped')}
    </Notice>
  );
}

function Choices({ reading, preferences, path, form }: PreferencesView): VNode {
  const { t } = reading;
  const { contact, topics } = preferences;
  const shown = form && { ...form, errors: translated(reading, form.errors) };
  const followed = topics.filter(({ state }) => state === 'active' || state === 'requested');
  return (
    <>
      <form method="post" action={path}>
        <FormErrorNotice reading={reading} form={shown} />
        <CheckboxGroup
          name="topics[]"
          label={t('field.topics')}
          form={shown}
          values={followed.map(({ topic }) => String(topic.id))}
          options={topics.map(({ topic, state }) => ({
            value: String(topic.id),
            label: topic.name,
            hint: state === 'requested' ? t('prefs.requested') : topic.description,
          }))}
        />
        <RadioGroup
          name="frequency"
          label={t('prefs.frequency')}
          form={shown}
          value={contact.frequency}
          options={(['each', 'daily', 'weekly'] as const).map((value) => ({
            value,
            label: t(`prefs.${value}`),
          }))}
        />
        <Select
          name="language"
          label={t('field.language')}
          form={shown}
          value={reading.language}
          options={pageLanguages.map((value) => ({ value, label: languageNames[value] }))}
        />
        <TextInput
          name="timeZone"
          label={t('prefs.timeZone')}
          form={shown}
          value={contact.timeZone ?? ''}
          list="zones"
          required={false}
        />
        <ZoneList id="zones" first={[reading.env.NEWSROOM_ZONE]} />
        <TextInput
          name="pauseUntil"
          type="date"
          label={t('prefs.pause')}
          hint={t('prefs.pauseHint')}
          form={shown}
          value={dayOf(contact.pauseUntil, contact.timeZone)}
          required={false}
        />
        <Counting reading={reading} contact={contact} form={shown} />
        <Button look="primary">{t('prefs.save')}</Button>
      </form>
      <Section title={t('prefs.leaveTitle')}>
        <PostButton action={`${path}/leave`} look="danger">
          {t('prefs.leave')}
        </PostButton>
      </Section>
    </>
  );
}

type CountingProps = { reading: Reading; contact: Contact; form: FormState | undefined };

/** What counting means, and the choice; it stands as it is in force, whoever said so. */
function Counting({ reading: { t, env }, contact, form }: CountingProps): VNode | null {
  if (env.MEASURE === 'off') return null;
  const values = { least: String(env.MEASURE_LEAST), days: String(env.MEASURE_DAYS) };
  return (
    <RadioGroup
      name="counting"
      label={t('prefs.counting')}
      hint={t('prefs.countingHint', values)}
      form={form}
      value={isCounted(contact, env.MEASURE) ? 'agreed' : 'declined'}
      options={[
        { value: 'declined', label: t('prefs.countingNo') },
        { value: 'agreed', label: t('prefs.countingYes') },
      ]}
    />
  );
}

function EarlyAccess({ reading, preferences, path, now }: PreferencesView): VNode {
  const { t } = reading;
  return (
    <Section title={t('prefs.early')}>
      <p>{earlyStanding(reading, preferences, now)}</p>
      {mayAsk(preferences, now) && (
        <LinkButton href={`${path}/early-access`}>{t('prefs.earlyLink')}</LinkButton>
      )}
    </Section>
  );
}

/** In one sentence; a suspension says its end. */
function earlyStanding({ t, language, env }: Reading, { contact, askedAt }: Preferences, now: Date): string {
  const day = (at: Date): string =>
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: env.NEWSROOM_ZONE }).format(at);
  if (isTrusted(contact, now)) return t('prefs.earlyHas');
  if (askedAt) return t('early.waitingAnswer', { date: day(askedAt) });
  if (trustStanding(contact, now) !== 'suspended') return t('prefs.earlyText');
  const until = contact.trustUntil && t('mail.trust.until', { date: day(contact.trustUntil) });
  return [t('mail.trust.suspension', { organisation: env.ORGANISATION }), until].filter(Boolean).join(' ');
}

/** Whoever is suspended waits for its end, and whoever has asked for the answer. */
function mayAsk({ contact, askedAt }: Preferences, now: Date): boolean {
  const standing = trustStanding(contact, now);
  return askedAt === null && (standing === 'none' || standing === 'moved');
}

function AddressForm({ reading, path, addressForm }: PreferencesView): VNode {
  const { t } = reading;
  const shown = addressForm && { ...addressForm, errors: translated(reading, addressForm.errors) };
  return (
    <Section title={t('prefs.addressTitle')}>
      <form method="post" action={`${path}/address`}>
        <p>{t('prefs.addressText')}</p>
        <TextInput name="email" type="email" label={t('prefs.newAddress')} form={shown} maxLength={254} />
        <Button>{t('prefs.addressButton')}</Button>
      </form>
    </Section>
  );
}

function OwnData({ reading, preferences: { contact }, path }: PreferencesView): VNode {
  const { t } = reading;
  return (
    <Section title={t('prefs.dataTitle')}>
      {originOf(reading, contact).map((paragraph) => (
        <p>{paragraph}</p>
      ))}
      <p>{t('prefs.dataText')}</p>
      <div class="button-row">
        <PostButton action={`${path}/download`}>{t('prefs.download')}</PostButton>
        <PostButton action={`${path}/erase`}>{t('prefs.erase')}</PostButton>
      </div>
    </Section>
  );
}

/** Where the address came from; with all that the law wants said, until the notice or the newsroom's own page has said it. */
function originOf({ t, language, env }: Reading, contact: Contact): string[] {
  if (contact.noticeAt === null) return noticeParagraphs(env, language, contact).slice(0, -1);
  const style = { dateStyle: 'long', timeZone: env.NEWSROOM_ZONE } as const;
  const date = new Intl.DateTimeFormat(language, style).format(contact.sourceAt);
  return [t('prefs.source', { date, source: contact.source })];
}

/** The day of an instant where the person is: `2026-11-24`. */
function dayOf(instant: Date | null, zone: string | null): string {
  if (instant === null) return '';
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: zone ?? 'UTC' }).format(instant);
}
