import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor, staffUserId } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { SignInService } from '../auth/sign-in.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Pages } from '../http/pages.js';
import { roles } from '../users/may.js';
import { newUserSchema, userIdSchema } from '../users/user-schemas.js';
import { UsersService } from '../users/users.service.js';
import { EMPTY_FORM, type FormState, readForm, refusedForm } from '../web/forms.js';
import { type DeskShell, Shell } from './desk-shell.js';
import { setFlash } from './flash.js';
import { formErrors } from './form-errors.js';
import { userPage, usersPage } from './users-pages.js';

const roleForm = z.object({ role: z.enum(roles) });
const USERS = '/desk/users';

/** Who works at the press desk. */
@Pages()
@Permit('users.manage')
@Controller('desk/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly signIn: SignInService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  show(@Shell() shell: DeskShell) {
    return this.page(shell, EMPTY_FORM);
  }

  @Post()
  @HttpCode(200)
  async create(
    @Body() body: unknown,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const form = readForm(newUserSchema, body);
    if (!form.ok) return this.again(reply, 422, shell, form);
    try {
      const user = await this.users.create(actor, form.data);
      await this.signIn.invite(user.id);
      return leave(reply, USERS, `${user.name} has been sent a link to sign in.`);
    } catch (error) {
      const { status, errors } = formErrors(error);
      return this.again(reply, status, shell, refusedForm(body, errors));
    }
  }

  @Get(':id')
  async one(
    @Param('id', { schema: userIdSchema }) id: number,
    @Shell() shell: DeskShell,
    @CurrentActor() actor: Actor,
  ) {
    const user = await this.users.get(id);
    return userPage({ shell, user, zone: this.env.NEWSROOM_ZONE, isOneself: staffUserId(actor) === id });
  }

  @Post(':id/role')
  async changeRole(
    @Param('id', { schema: userIdSchema }) id: number,
    @Body({ schema: roleForm }) { role }: z.output<typeof roleForm>,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.change(
      reply,
      id,
      () => this.users.changeRole(actor, id, role),
      'The role is changed; that person has to sign in again.',
    );
  }

  @Post(':id/disable')
  async disable(
    @Param('id', { schema: userIdSchema }) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.change(
      reply,
      id,
      () => this.users.disable(actor, id),
      'The account is disabled, its sessions and tokens have ended.',
    );
  }

  @Post(':id/enable')
  async enable(
    @Param('id', { schema: userIdSchema }) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.change(reply, id, () => this.users.enable(actor, id), 'The account works again.');
  }

  @Post(':id/invite')
  async invite(
    @Param('id', { schema: userIdSchema }) id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.change(reply, id, () => this.signIn.invite(id), 'A new link to sign in is on its way.');
  }

  private async page(shell: DeskShell, form: FormState): Promise<string> {
    return usersPage({ shell, users: await this.users.list(), form });
  }

  private again(reply: FastifyReply, status: number, shell: DeskShell, form: FormState): Promise<string> {
    reply.status(status);
    return this.page(shell, form);
  }

  /** A refusal is said on the person's page, where the buttons are. */
  private async change(
    reply: FastifyReply,
    id: number,
    act: () => Promise<void>,
    done: string,
  ): Promise<undefined> {
    try {
      await act();
      return leave(reply, `${USERS}/${id}`, done);
    } catch (error) {
      const { status, errors } = formErrors(error);
      if (status === 404) throw error;
      setFlash(reply, 'stop', Object.values(errors).join(' '));
      reply.redirect(`${USERS}/${id}`, 303);
      return undefined;
    }
  }
}

function leave(reply: FastifyReply, path: string, done: string): undefined {
  setFlash(reply, 'ok', done);
  reply.redirect(path, 303);
  return undefined;
}
