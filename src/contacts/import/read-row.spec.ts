import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ImportField, importFields, matchColumns } from './match-columns.js';
import { readRow } from './read-row.js';
import { SeenKeys } from './seen-keys.js';
import { sniffDelimiter } from './sniff-delimiter.js';

const read = (cells: Partial<Record<ImportField, string>>) =>
  readRow(Object.values(cells), Object.keys(cells) as ImportField[]);

describe('the columns of a list', () => {
  it.each([
    [
      ['Email Address', 'First Name', 'Surname', 'Publication', 'Job title'],
      ['email', 'firstName', 'lastName', 'outlet', 'role'],
    ],
    [
      ['Correo electrónico', 'Nombre', 'Medio', 'País', 'Teléfono'],
      ['email', 'name', 'outlet', 'country', 'phone'],
    ],
    [
      ['Courriel', 'Prénom', 'Rubriques', 'Fuseau horaire'],
      ['email', 'firstName', 'beats', 'timeZone'],
    ],
    [
      ['E-Mail-Adresse', 'Nachname', 'Sprachen', 'Bemerkungen'],
      ['email', 'lastName', 'languages', 'notes'],
    ],
    [
      ['e-mail', 'E-MAIL', 'shoe size', ''],
      ['email', null, null, null],
    ],
  ])('%j are known by their titles', (titles, fields) => {
    expect(matchColumns(titles)).toEqual(fields);
  });
});

describe('a row of a list', () => {
  it('is cleaned and put into normal form', () => {
    const reading = read({
      email: ' Ana@Example.org ',
      firstName: ' Ana ',
      lastName: 'Ruiz\n',
      languages: 'ES-mx; French',
      country: 'México',
      timeZone: 'europe/madrid',
      beats: 'Health, Borders,Health',
      phone: '+1 (555) 010',
      notes: 'Calls\nback - (mornings)',
    });
    expect(reading).toMatchObject({
      contact: {
        email: 'Ana@example.org',
        emailKey: 'ana@example.org',
        name: 'Ana Ruiz',
        languages: ['es-MX', 'fr'],
        country: 'MX',
        timeZone: 'Europe/Madrid',
        beats: ['Health', 'Borders'],
        phone: '+1 (555) 010',
        notes: 'Calls\nback - (mornings)',
        outlet: null,
      },
    });
  });

  it.each([
    [{ email: '' }, 'needed'],
    [{ email: 'ana' }, 'not an e-mail address'],
    [{ email: 'ana@example.org', name: '=HYPERLINK("http://evil.example")' }, 'formula'],
    [{ email: 'ana@example.org', name: '@SUM(1+1)' }, 'formula'],
    [{ email: 'ana@example.org', notes: `-2+3+cmd|' /C calc'!A0` }, 'formula'],
    [{ email: 'ana@example.org', name: 'A\0na' }, 'NUL'],
    [{ email: 'ana@example.org', country: 'Atlantis' }, 'not a country'],
    [{ email: 'ana@example.org', languages: 'Klingonese' }, 'not a language'],
    [{ email: 'ana@example.org', timeZone: 'Mars/Base' }, 'not a time zone'],
    [{ email: 'ana@example.org', name: 'n'.repeat(201) }, 'too long'],
  ])('%j is refused with its reason', (cells, reason) => {
    expect(read(cells)).toEqual({ refused: expect.stringContaining(reason) });
  });

  it('with more values than columns is refused', () => {
    expect(readRow(['a@example.org', 'x'], ['email'])).toEqual({
      refused: expect.stringContaining('more values'),
    });
    expect(readRow(['a@example.org', ' '], ['email'])).toHaveProperty('contact');
  });

  it('is taken or refused, whatever stands in it: never another error', () => {
    const cells = fc.array(fc.string({ unit: 'binary', maxLength: 300 }), {
      maxLength: importFields.length + 1,
    });
    fc.assert(fc.property(cells, (row) => expect(Object.keys(readRow(row, importFields))).toHaveLength(1)));
  });
});

describe('repeated addresses', () => {
  it('are found with the line of the first, however many there are', () => {
    const seen = new SeenKeys();
    for (let line = 1; line <= 20_000; line++) expect(seen.firstLine(`a${line}@example.org`, line)).toBe(0);
    for (let line = 1; line <= 20_000; line += 977)
      expect(seen.firstLine(`a${line}@example.org`, 30_000)).toBe(line);
  });
});

describe('the delimiter', () => {
  it.each([
    ['email,name\na@b.example,"Ruiz; Ana"\n', ','],
    ['email;name\na@b.example;Ruiz, Ana\n', ';'],
    ['email\tname\na@b.example\tAna\n', '\t'],
    ['email|name|x\na@b.example|Ana, X|1\n', '|'],
    ['email\na@b.example\n', ','],
    ['email;note\na@b.example;"one\ntwo, three, four"\n', ';'],
  ])('of %j is %j', (text, delimiter) => {
    expect(sniffDelimiter(text)).toBe(delimiter);
  });
});
