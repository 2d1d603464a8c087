import { Module } from '@nestjs/common';
import { SearchController } from './search.controller.js';

/** One search over the whole desk. */
@Module({ controllers: [SearchController] })
export class SearchDeskModule {}
