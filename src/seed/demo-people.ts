/** Campaign topics that the demo releases are about. */
export const demoTopics = [
  {
    slug: 'detention',
    name: 'Immigration detention',
    description: 'Conditions in detention centres, and the people held in them.',
  },
  {
    slug: 'family-separation',
    name: 'Family separation',
    description: 'Children and parents separated at borders, and their return to each other.',
  },
  {
    slug: 'refugees',
    name: 'Refugees and resettlement',
    description: 'Admissions, resettlement, and the rights of refugees world-wide.',
  },
  {
    slug: 'accountability',
    name: 'Accountability in government',
    description: 'Nominations, inquiries, and who answers for what was done.',
  },
  {
    slug: 'health',
    name: 'Health and COVID-19',
    description: 'Health care and the pandemic where people cannot leave.',
  },
] as const;

export const demoBeats = [
  'Immigration',
  'Politics',
  'Courts',
  'Health',
  'World',
  'Photo desk',
  'Human rights',
];

/** Invented; every domain ends in .example, which no real mail can reach (RFC 2606). */
export const demoOutlets = [
  { name: 'The Harbour Courier', kind: 'newspaper', domain: 'courier.example', country: 'US' },
  { name: 'Northline News Agency', kind: 'agency', domain: 'northline.example', country: 'US' },
  { name: 'Radio Meridian', kind: 'broadcaster', domain: 'meridian.example', country: 'GB' },
  { name: 'El Faro del Valle', kind: 'newspaper', domain: 'faro.example', country: 'MX' },
  { name: 'La Dépêche libre', kind: 'newspaper', domain: 'depeche.example', country: 'FR' },
  { name: 'Tagblatt Süd', kind: 'newspaper', domain: 'tagblatt.example', country: 'DE' },
  { name: 'Al Jisr', kind: 'online', domain: 'jisr.example', country: 'JO' },
  { name: 'Dhaka Ledger', kind: 'newspaper', domain: 'ledger.example', country: 'BD' },
  { name: 'Pacific Standard Wire', kind: 'agency', domain: 'pswire.example', country: 'US' },
  { name: 'Court & Capitol', kind: 'magazine', domain: 'capitol.example', country: 'US' },
  // How the local mailbox treats these four is written in src/mailbox/demo-mailboxes.ts.
  { name: 'The Closed Gazette', kind: 'newspaper', domain: 'gone.example', country: 'US' },
  { name: 'Overflow Weekly', kind: 'magazine', domain: 'full.example', country: 'US' },
  { name: 'Busy Mornings', kind: 'broadcaster', domain: 'busy.example', country: 'CA' },
  { name: 'The Moved Review', kind: 'magazine', domain: 'later.example', country: 'GB' },
] as const;

const zones: Record<string, string> = {
  US: 'America/New_York',
  GB: 'Europe/London',
  MX: 'America/Mexico_City',
  FR: 'Europe/Paris',
  DE: 'Europe/Berlin',
  JO: 'Asia/Amman',
  BD: 'Asia/Dhaka',
  CA: 'America/Toronto',
};
const languages: Record<string, string[]> = {
  MX: ['es', 'en'],
  FR: ['fr', 'en'],
  DE: ['de', 'en'],
  JO: ['ar', 'en'],
};

const names = [
  'Amara Whitfield', 'Tomas Berg', 'Ines Carvalho', 'Jonah Adeyemi', 'Lucía Ferrer', 'Margot Delaunay',
  'Henrik Vogel', 'Yasmin Haddad', 'Rafiq Chowdhury', 'Delia Okafor', 'Caleb Stroud', 'Priya Raman',
  'Noor Saleh', 'Oscar Lindqvist', 'Teresa Molina', 'Baptiste Roy', 'Klara Neumann', 'Omar Khalil',
  'Farzana Akter', 'Grace Whitlock', 'Eli Navarro', 'Sunita Bose', 'Hugo Marchand', 'Leila Mansour',
  'Peter Osei', 'Rosa Iglesias', 'Anton Weiss', 'Salma Darwish', 'Imran Hossain', 'Judith Kramer',
]; // prettier-ignore
const roles = ['Reporter', 'Editor', 'Correspondent', 'Producer', 'Freelance', 'Photo editor'];

export interface DemoJournalist {
  email: string;
  name: string;
  outlet: string;
  role: string;
  country: string;
  timeZone: string;
  languages: string[];
  beats: string[];
  topics: string[];
  /** Was granted early access. */
  isTrusted: boolean;
}

/** Sixty invented journalists; the same every time. The four outlets whose mailboxes misbehave have two each. */
export function demoJournalists(): DemoJournalist[] {
  return Array.from({ length: 60 }, (_, i) => journalist(i));
}

function journalist(i: number): DemoJournalist {
  const outlet = i < 52 ? demoOutlets[i % 10] : demoOutlets[10 + ((i - 52) >> 1)];
  if (!outlet) throw new Error('There are fewer outlets than journalists need');
  const name = i < 30 ? (names[i] as string) : swapped(i);
  const first = asciiWord(name.split(' ')[0] as string);
  const last = asciiWord(name.split(' ')[1] as string);
  return {
    email: `${first}.${last}@${outlet.domain}`,
    name,
    outlet: outlet.name,
    role: roles[i % roles.length] as string,
    country: outlet.country,
    timeZone: zones[outlet.country] as string,
    languages: languages[outlet.country] ?? ['en'],
    beats: [0, 3].map((step) => demoBeats[(i + step) % demoBeats.length] as string),
    topics: demoTopics.filter((_topic, t) => (i + t) % 3 !== 0).map((topic) => topic.slug),
    isTrusted: i % 13 === 0 && i < 52,
  };
}

/** The first name of one and the last name of another. */
function swapped(i: number): string {
  const first = (names[i - 30] as string).split(' ')[0];
  const last = (names[(i - 30 + 7) % 30] as string).split(' ')[1];
  return `${first} ${last}`;
}

function asciiWord(word: string): string {
  return word
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
}
