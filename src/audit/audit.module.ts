import { Module } from '@nestjs/common';
import { RecordApiController } from './record-api.controller.js';
import { RecordService } from './record.service.js';

@Module({ controllers: [RecordApiController], providers: [RecordService], exports: [RecordService] })
export class AuditModule {}
