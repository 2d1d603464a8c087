const HOME = '/desk';

/**
 * Where to go after signing in: a path of this site as it was asked for, else the desk. Browsers read `//host` and
 * `/\host` as another site, and drop tabs and line ends before they look, so only plain characters may follow.
 */
export function localPath(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || next.includes('\\')) return HOME;
  return next.startsWith('/sign-') ? HOME : next;
}
