import {
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  type PipeTransform,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Routes } from '../http/routes.js';
import { roleWord } from '../users/role-word.js';
import type { DeskUser } from '../web/desk-masthead.js';
import { type DeskNavigation, deskNavigation, type DeskPlace } from '../web/desk-navigation.js';
import { type FlashMessage, takeFlash } from './flash.js';

/** What every page of the desk needs around its content: `<DeskPage title="…" active="users" {...shell}>`. */
export interface DeskShell {
  user: DeskUser;
  navigation: DeskNavigation;
  organisation: string;
  flash?: FlashMessage | undefined;
}

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Where the local mailbox shows its mails, if this instance has one. */
const MAILBOX = '/mailbox';

@Injectable()
export class DeskShellPipe implements PipeTransform<Exchange, DeskShell> {
  constructor(
    private readonly routes: Routes,
    @Inject(ENV) private readonly env: Env,
  ) {}

  transform({ request, reply }: Exchange): DeskShell {
    const { account } = request;
    const user = {
      name: account?.name ?? '',
      email: account?.email ?? '',
      role: account ? roleWord(account.role) : '',
    };
    const flash = takeFlash(request, reply);
    return { user, navigation: this.navigation(request), organisation: this.env.ORGANISATION, flash };
  }

  /** From the routes themselves: a place is shown if its page exists and the person may open it. */
  private navigation(request: FastifyRequest): DeskNavigation {
    const sees = (path: string): boolean => this.routes.opensFor(request.staff, path);
    const whole = deskNavigation(() => true, { newsroom: '/' });
    const links = whole.entries.flatMap((entry) => entry.links);
    const open = new Set<DeskPlace | undefined>(
      links.filter((link) => sees(link.href)).map((link) => link.place),
    );
    return deskNavigation((place) => open.has(place), {
      newsroom: '/',
      ...(sees(MAILBOX) ? { mailbox: MAILBOX } : {}),
    });
  }
}

const exchange = createParamDecorator((_: unknown, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
});

/** `@Shell() shell: DeskShell` in a controller of the desk. */
export const Shell = (): ParameterDecorator => exchange(DeskShellPipe);
