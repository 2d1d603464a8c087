/** What a column of a list can be. */
export const importFields = [
  'email',
  'name',
  'firstName',
  'lastName',
  'outlet',
  'role',
  'beats',
  'languages',
  'country',
  'timeZone',
  'phone',
  'notes',
  'tags',
] as const;
export type ImportField = (typeof importFields)[number];

/** Titles seen in lists from other tools and in our languages, as `plain` writes them. */
const TITLES: Record<ImportField, string> = {
  email:
    'email|emailaddress|emailaddresses|emails|mail|mailaddress|primaryemail|workemail|emailprimary|correo|correoelectronico|courriel|adresseemail|adressemail|emailadresse|mailadresse|البريدالالكتروني',
  name: 'name|fullname|contact|contactname|journalist|displayname|nombre|nombrecompleto|nom|nomcomplet|vollername|الاسم',
  firstName: 'firstname|givenname|forename|first|prenom|vorname|nombredepila',
  lastName: 'lastname|surname|familyname|last|apellido|apellidos|nomdefamille|nachname|familienname',
  outlet:
    'outlet|outletname|media|mediaoutlet|medium|publication|company|companyname|organization|organisation|employer|medio|media|publicacion|empresa|journal|redaktion|zeitung|المؤسسة',
  role: 'role|title|jobtitle|position|job|function|cargo|puesto|fonction|poste|funktion|rolle',
  beats:
    'beat|beats|subject|subjects|coverage|covers|specialty|sector|section|temas|rubrique|rubriques|ressort|ressorts|themen',
  languages: 'language|languages|lang|locale|idioma|idiomas|langue|langues|sprache|sprachen|اللغة',
  country: 'country|countrycode|nation|pais|pays|land|البلد',
  timeZone: 'timezone|tz|zonahoraria|fuseauhoraire|fuseau|zeitzone',
  phone:
    'phone|phonenumber|telephone|tel|mobile|mobilephone|workphone|telefono|movil|portable|telefon|handy|الهاتف',
  notes:
    'note|notes|comment|comments|remarks|notas|comentarios|remarque|remarques|notizen|bemerkung|bemerkungen',
  tags: 'tag|tags|label|labels|group|groups|list|lists|segment|etiquetas|etiquettes|gruppe|gruppen',
};

const byTitle = new Map(
  importFields.flatMap((field) => TITLES[field].split('|').map((title) => [plain(title), field] as const)),
);

/** What each column is, by its title; each field is taken once, by the first column that fits. */
export function matchColumns(titles: readonly string[]): (ImportField | null)[] {
  const taken = new Set<ImportField>();
  return titles.map((title) => {
    const field = byTitle.get(plain(title)) ?? null;
    if (field === null || taken.has(field)) return null;
    taken.add(field);
    return field;
  });
}

/** `E-Mail Address*` → `emailaddress` */
function plain(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
