import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Staff } from '../auth/actor.js';
import type { Access } from '../auth/permit.js';
import { may } from '../users/may.js';
import { type Route, routeTable } from './route-table.js';

/** The routes of this application, for whoever needs to know what there is: navigation, the API's description, tests. */
@Injectable()
export class Routes {
  private table: Route[] | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  all(): Route[] {
    return (this.table ??= routeTable(this.discovery));
  }

  /** Whether a page exists and this person may open it: so no link leads to a refusal. */
  opensFor(staff: Staff | undefined, path: string): boolean {
    const route = this.all().find((each) => each.method === 'GET' && each.path === path);
    return route?.access !== undefined && admits(route.access, staff);
  }
}

export function admits(access: Access, staff: Staff | undefined): boolean {
  if (access.for === 'public') return true;
  if (!staff) return false;
  return access.for === 'staff' || may(staff.role, access.permission);
}
