import { createHash } from 'node:crypto';
import { packed, type Packing } from './packed-bodies.js';

/** What everybody gets alike, with its validator. Hash and packed forms are made once, however often it is sent. */
export class PublicBody {
  /** Equal bodies have equal hashes: the core of an ETag. */
  readonly hash: string;
  private readonly forms = new Map<Packing, Buffer>();

  constructor(readonly content: string | Buffer) {
    this.hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  }

  static of(body: string | Buffer | PublicBody): PublicBody {
    return body instanceof PublicBody ? body : new PublicBody(body);
  }

  /** Only text is worth it: pictures are packed already. */
  packed(packing: Packing): Buffer {
    const known = this.forms.get(packing) ?? packed(String(this.content), packing, this.hash);
    this.forms.set(packing, known);
    return known;
  }
}
