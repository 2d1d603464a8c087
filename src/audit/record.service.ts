import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { entrySentence } from './entry-sentence.js';

export interface RecordFilter {
  /** As the record names actors: `user:7`. */
  actor?: string | undefined;
  subjectType?: string | undefined;
  subjectId?: string | undefined;
  from?: Date | undefined;
  /** Exclusive. */
  until?: Date | undefined;
  /** 1 for the newest entries. */
  page: number;
}

export interface RecordLine {
  id: number;
  at: Date;
  actor: string;
  action: string;
  subjectType: string;
  subjectId: string;
  detail: Record<string, unknown>;
  sentence: string;
}

export const RECORD_PAGE = 50;

const MATCHING = `
from audit_entry e
where ($1::text is null or e.actor = $1) and ($2::text is null or e.subject_type = $2)
  and ($3::text is null or e.subject_id = $3) and ($4::timestamptz is null or e.at >= $4)
  and ($5::timestamptz is null or e.at < $5)`;

/** The newest first, with the names that people and tokens have now. */
const LINES = `
select e.id, e.at, e.actor, e.action, e.subject_type as "subjectType", e.subject_id as "subjectId", e.detail,
  coalesce(
    (select name from staff_user where 'user:' || id = e.actor),
    (select name from api_token where 'token:' || id = e.actor)) as "actorName",
  case e.subject_type when 'user' then (select name from staff_user where id::text = e.subject_id) end as "subjectName"
${MATCHING} order by e.id desc limit ${RECORD_PAGE} offset $6`;

type Row = Omit<RecordLine, 'sentence'> & {
  actorName?: string | undefined;
  subjectName?: string | undefined;
};

@Injectable()
export class RecordService {
  constructor(private readonly database: DataSource) {}

  /** One page of the record, and how many entries fit the filter. */
  async read(filter: RecordFilter): Promise<{ lines: RecordLine[]; total: number }> {
    const values = [filter.actor, filter.subjectType, filter.subjectId, filter.from, filter.until].map(
      (one) => one ?? null,
    );
    const [count]: { total: number }[] = await this.database.query(
      `select count(*)::int as total ${MATCHING}`,
      values,
    );
    const rows: Row[] = await this.database.query(LINES, [...values, (filter.page - 1) * RECORD_PAGE]);
    return { lines: rows.map(lineOf), total: count?.total ?? 0 };
  }
}

function lineOf(row: Row): RecordLine {
  const { actorName, subjectName, ...line } = row;
  const sentence = entrySentence({
    ...line,
    actorName: actorName ?? undefined,
    subjectName: subjectName ?? undefined,
  });
  return { ...line, sentence };
}
