import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.js';
import { Permit } from '../auth/permit.js';
import { Answers } from '../auth/answers.js';
import { roles } from './may.js';
import { newUserSchema, userIdSchema, userSchema } from './user-schemas.js';
import { UsersService } from './users.service.js';

const roleSchema = z.object({ role: z.enum(roles) });

@Controller('api/users')
@Permit('users.manage')
export class UsersApiController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Answers(z.array(userSchema))
  list() {
    return this.users.list();
  }

  @Post()
  @Answers(userSchema)
  async create(
    @CurrentActor() actor: Actor,
    @Body({ schema: newUserSchema }) body: z.output<typeof newUserSchema>,
  ) {
    const { id } = await this.users.create(actor, body);
    return this.users.get(id);
  }

  @Get(':id')
  @Answers(userSchema)
  read(@Param('id', { schema: userIdSchema }) id: number) {
    return this.users.get(id);
  }

  @Put(':id/role')
  @Answers(userSchema)
  async changeRole(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: userIdSchema }) id: number,
    @Body({ schema: roleSchema }) { role }: z.output<typeof roleSchema>,
  ) {
    await this.users.changeRole(actor, id, role);
    return this.users.get(id);
  }

  @Put(':id/disabled')
  @Answers(userSchema)
  async disable(@CurrentActor() actor: Actor, @Param('id', { schema: userIdSchema }) id: number) {
    await this.users.disable(actor, id);
    return this.users.get(id);
  }

  @Delete(':id/disabled')
  @HttpCode(200)
  @Answers(userSchema)
  async enable(@CurrentActor() actor: Actor, @Param('id', { schema: userIdSchema }) id: number) {
    await this.users.enable(actor, id);
    return this.users.get(id);
  }
}
