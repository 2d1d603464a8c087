import type {} from '@fastify/multipart';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../auth/actor.js';
import type { Asset } from '../releases/asset.entity.js';
import { AssetsService, LARGEST_UPLOAD, type Upload } from '../releases/assets.service.js';
import { formErrors } from './form-errors.js';

type Body = Record<string, string | string[]>;
type SentFile = Upload & { field: string };

/** The form as it was sent, with what was uploaded already put into its fields. */
export interface ComposeSent {
  body: Body;
  /** What could not be taken, at the field of the upload. */
  errors: Record<string, string>;
}

/** The option is missing from the type of `parts`, though every reader of parts takes it. */
const LIMITS = { limits: { fileSize: LARGEST_UPLOAD }, throwFileSizeLimit: false };

/**
 * Reads a compose form with its uploads. Pictures and files are kept at once and named in the form's own fields, so
 * that they are not lost when something else in the form is refused.
 */
@Injectable()
export class ComposeUploads {
  constructor(private readonly assets: AssetsService) {}

  async read(actor: Actor, request: FastifyRequest): Promise<ComposeSent> {
    if (!request.isMultipart()) return { body: { ...(request.body as Body) }, errors: {} };
    const { body, files, errors } = await readParts(request);
    for (const file of files) {
      try {
        await this.take(actor, file, body);
      } catch (error) {
        const { errors: said } = formErrors(error);
        errors[file.field] = `${file.fileName}: ${Object.values(said).join(' ')}`;
      }
    }
    return { body, errors };
  }

  private async take(actor: Actor, { field, ...upload }: SentFile, body: Body): Promise<void> {
    if (field === 'newImage') return useImage(body, await this.assets.addImage(actor, upload));
    if (field === 'newFiles') useFile(body, await this.assets.addFile(actor, upload));
  }
}

/** A file that is too large is read to its end and dropped, so that the rest of the form is not lost with it. */
async function readParts(request: FastifyRequest): Promise<ComposeSent & { files: SentFile[] }> {
  const body = Object.create(null) as Body;
  const files: SentFile[] = [];
  const errors: Record<string, string> = {};
  for await (const part of request.parts(LIMITS)) {
    if (part.type === 'file') {
      const content = await part.toBuffer();
      const { fieldname: field, filename: fileName } = part;
      if (part.file.truncated) errors[field] = `${fileName} is larger than 25 MB.`;
      else if (fileName) files.push({ field, fileName, content });
    } else add(body, part.fieldname, String(part.value));
  }
  return { body, files, errors };
}

function add(body: Body, name: string, value: string): void {
  const before = body[name];
  body[name] = before === undefined ? value : [before, value].flat();
}

/** Words of another picture do not describe this one; what the file says about itself does. */
function useImage(body: Body, { publicId, rights }: Asset): void {
  body['image.imageId'] = publicId;
  body['image.alt'] = '';
  body['image.caption'] = rights.description ?? '';
  body['image.credit'] = rights.credit ?? rights.copyright ?? '';
}

function useFile(body: Body, { publicId, fileName }: Asset): void {
  add(body, 'files[]', publicId);
  body[`fileName.${publicId}`] = fileName;
}
