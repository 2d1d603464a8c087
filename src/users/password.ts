import { hash, verify } from '@node-rs/argon2';
import { invalid } from '../errors/domain-error.js';

/** argon2id with OWASP's first choice for it: 19 MiB, 2 passes, 1 lane. The library's defaults, said here because they matter. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const SHORTEST = 12;
/** Longer ones would only cost time to hash. */
const LONGEST = 256;

/** Refuses what is easily guessed: too short, one character repeated, or made of the account's own name. Throws DomainError. */
export function checkPassword(password: string, account: { email: string; name: string }): void {
  if (password.length < SHORTEST)
    throw invalid('password', `A password needs at least ${SHORTEST} characters.`);
  if (password.length > LONGEST)
    throw invalid('password', `A password may have at most ${LONGEST} characters.`);
  if (new Set(password).size < 5)
    throw invalid('password', 'This password repeats too few characters. Four unrelated words do well.');
  const own = [account.email, account.email.split('@')[0]!, account.name].map((each) => each.toLowerCase());
  if (own.includes(password.toLowerCase()))
    throw invalid('password', 'A password must not be the name or the address of the account.');
}

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/**
 * Whether this is the password. Without a hash (no such account, or one that signs in by mail) it takes as long and
 * says no, so that time tells nothing about which addresses have an account.
 */
export async function isPassword(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  const given = password.slice(0, LONGEST + 1);
  if (passwordHash) return verify(passwordHash, given);
  await verify(await decoy(), given);
  return false;
}

let decoyHash: Promise<string> | undefined;

function decoy(): Promise<string> {
  return (decoyHash ??= hashPassword('nobody has this password'));
}
