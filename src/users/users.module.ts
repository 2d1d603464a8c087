import { Module } from '@nestjs/common';
import { UsersApiController } from './users-api.controller.js';
import { UsersService } from './users.service.js';

@Module({ controllers: [UsersApiController], providers: [UsersService], exports: [UsersService] })
export class UsersModule {}
