import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor, Staff } from './actor.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the guards run; absent: nobody signed in. */
    staff?: Staff;
  }
}

/** The signed-in person or token: `@CurrentActor() actor: Actor`. On a public route where nobody signed in: the newsroom's visitor. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return request.staff ?? visitor;
});

/** Like CurrentActor, but `undefined` if nobody signed in: for public pages that show staff more. */
export const CurrentStaff = createParamDecorator(
  (_: unknown, context: ExecutionContext): Staff | undefined => {
    return context.switchToHttp().getRequest<FastifyRequest>().staff;
  },
);

const visitor: Actor = { kind: 'system', name: 'newsroom' };
