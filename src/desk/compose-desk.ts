import type { EntityManager } from 'typeorm';
import { IsNull } from 'typeorm';
import { Asset } from '../releases/asset.entity.js';
import { Boilerplate } from '../releases/boilerplate.entity.js';
import { KeptPressContact } from '../releases/press-contact.entity.js';
import { mailableSql } from '../contacts/audience.js';

/** A topic to choose, and how many would get the release by it now. */
export interface TopicChoice {
  id: number;
  name: string;
  followers: number;
}

/** What lies ready on the desk while one writes. */
export interface ComposeDesk {
  topics: TopicChoice[];
  kept: KeptPressContact[];
  boilerplates: Boilerplate[];
  /** The last pictures that were added. */
  images: Pick<Asset, 'publicId' | 'fileName' | 'rights'>[];
}

const IMAGES_OFFERED = 12;

export async function composeDesk(manager: EntityManager): Promise<ComposeDesk> {
  const [topics, kept, boilerplates, images] = await Promise.all([
    topicChoices(manager),
    keptContacts(manager),
    manager.find(Boilerplate, { where: { archivedAt: IsNull() }, order: { name: 'ASC' } }),
    manager.find(Asset, { where: { kind: 'image' }, order: { id: 'DESC' }, take: IMAGES_OFFERED }),
  ]);
  return { topics, kept, boilerplates, images };
}

export function keptContacts(manager: EntityManager): Promise<KeptPressContact[]> {
  return manager.find(KeptPressContact, { where: { archivedAt: IsNull() }, order: { name: 'ASC' } });
}

/** Topics that are offered, with the followers who may be mailed each release. */
export function topicChoices(manager: EntityManager): Promise<TopicChoice[]> {
  return manager.query<TopicChoice[]>(
    `select t.id, t.name, count(c.id)::int as followers
       from topic t
       left join subscription s on s.topic_id = t.id and s.state = 'active'
       left join contact c on c.id = s.contact_id and ${mailableSql}
      where t.archived_at is null group by t.id order by t.name`,
  );
}
