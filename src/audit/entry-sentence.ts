/** What a sentence is made of: an entry of the record, with the names behind its ids where they are known. */
export interface EntryInWords {
  action: string;
  actor: string;
  actorName?: string | undefined;
  subjectType: string;
  subjectId: string;
  subjectName?: string | undefined;
  detail: Record<string, unknown>;
}

type Sentence = (subject: string, detail: Record<string, unknown>) => string;

/** Where the action's own name does not make a good sentence. All others read by themselves: `release.approved`. */
const SENTENCES: Record<string, Sentence> = {
  'user.signed_in': (_, { by }) =>
    by === 'link' ? 'signed in with a mail link' : 'signed in with a password',
  'user.created': (subject, { role }) => `added ${subject} as ${inWords(role)}`,
  'user.role_changed': (subject, { from, to }) =>
    `made ${subject} ${inWords(to)} instead of ${inWords(from)}`,
  'user.password_changed': (subject) => `changed the password of ${subject}`,
  'session.ended': (subject) => `ended a session of ${subject}`,
  'sign_in_link.made': (subject) => `made a sign-in link for ${subject}`,
  'token.created': (subject, { name, role }) => `made ${subject} "${String(name)}" as ${inWords(role)}`,
};

/** A sentence for a person: who did what to what. */
export function entrySentence(entry: EntryInWords): string {
  const subject = entry.subjectName ?? `${inWords(entry.subjectType)} ${entry.subjectId}`;
  const sentence = SENTENCES[entry.action] ?? plainSentence(entry.action);
  return `${whoActed(entry)} ${sentence(subject, entry.detail)}.`;
}

/** `release.approved` → "approved release 7". */
function plainSentence(action: string): Sentence {
  const verb = action.slice(action.indexOf('.') + 1);
  return (subject) => `${inWords(verb)} ${subject}`;
}

function whoActed({ actor, actorName }: EntryInWords): string {
  const [kind, name = ''] = actor.split(':');
  if (kind === 'system') return name ? `Dateline (${inWords(name)})` : 'Dateline';
  if (kind === 'token') return actorName ? `The token "${actorName}"` : `Token ${name}`;
  return actorName ?? `${kind === 'user' ? 'User' : 'Contact'} ${name}`;
}

function inWords(name: unknown): string {
  return String(name).replaceAll(/[_-]/g, ' ');
}
