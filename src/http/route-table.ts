import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ACCESS, type Access, CROSS_SITE } from '../auth/permit.js';

/** A route as its controller declares it. */
export interface Route {
  method: string;
  /** With parameters as written: `/desk/releases/:id`. */
  path: string;
  /** Undefined: it was forgotten, and nobody may use it. */
  access: Access | undefined;
  isCrossSite: boolean;
  controller: Function;
  handler: Function;
  handlerName: string;
}

/** Every route of every controller of this application. */
export function routeTable(discovery: DiscoveryService): Route[] {
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ instance, metatype }) => {
    if (!instance || typeof metatype !== 'function') return [];
    const prototype = Object.getPrototypeOf(instance) as Record<string, Function>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => routesOf(metatype, name, prototype[name]!));
  });
}

/** @throws Error naming every route without `@Permit`, `@SignedIn` or `@Public`: the application must not start with one. */
export function assertDeclared(routes: Route[]): void {
  const forgotten = routes.filter((route) => !route.access);
  if (forgotten.length === 0) return;
  const names = forgotten.map(
    (route) => `${route.method} ${route.path} (${route.controller.name}.${route.handlerName})`,
  );
  throw new Error(`These routes do not say who may use them:\n  ${names.join('\n  ')}`);
}

function routesOf(controller: Function, handlerName: string, handler: Function): Route[] {
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
  if (method === undefined) return [];
  const declared = <T>(key: string): T | undefined =>
    (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller)) as T | undefined;
  return pathsOf(controller, handler).map((path) => ({
    method: RequestMethod[method],
    path,
    access: declared<Access>(ACCESS),
    isCrossSite: declared<boolean>(CROSS_SITE) ?? false,
    controller,
    handler,
    handlerName,
  }));
}

function pathsOf(controller: Function, handler: Function): string[] {
  const list = (target: Function): string[] =>
    [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
  return list(controller).flatMap((base) => list(handler).map((path) => joined(base, path)));
}

function joined(base: string, path: string): string {
  return `/${[base, path]
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}
