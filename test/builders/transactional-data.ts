import type { TransactionalData } from '../../src/rendering/transactional-letter.js';

const organisation = { name: 'Families Together', postalAddress: '1 Example Street\nWashington, DC 20001' };

/** One example of each single mail. */
export const transactionalExamples: TransactionalData = {
  'sign-in': { language: 'en', organisation, url: 'https://news.example/sign-in/kq7Xv0', minutes: 15 },
  'confirm-subscription': {
    language: 'en',
    organisation,
    url: 'https://news.example/confirm/kq7Xv0',
    topics: ['Family separation', 'Detention'],
    days: 7,
  },
  'early-access-code': {
    language: 'en',
    organisation,
    code: '482 913',
    minutes: 10,
    headline: 'Today’s report',
  },
  notice: {
    language: 'en',
    organisation,
    subject: 'Your release waits for approval',
    paragraphs: [
      'Ana Ortiz asks you to approve “Today’s report on family separation”.',
      'It is due on Tuesday.',
    ],
    button: { label: 'Read and approve', url: 'https://news.example/desk/releases/7' },
  },
  digest: {
    language: 'en',
    organisation,
    subject: 'This week from Families Together',
    items: [
      {
        headline: 'Today’s report highlights need for accountability',
        url: 'https://news.example/r/1',
        meta: 'Press release · 29 October 2020',
        excerpt: 'Responding to the House Judiciary Committee releasing the findings of its investigation.',
      },
      {
        headline: 'Stop family deportations',
        url: 'https://news.example/r/2',
        meta: 'Statement · 18 November 2020',
      },
    ],
    preferencesUrl: 'https://news.example/p/x',
    unsubscribeUrl: 'https://news.example/u/x',
  },
};
