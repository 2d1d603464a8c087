import { readFileSync } from 'node:fs';
import { type Certificate, problemsOfCertificate } from './certificate.js';

/** `certificate-verify FILE [PUBLIC-KEY]`: offline, needs no database. @returns the exit code */
export async function certificateVerify(args: string[]): Promise<number> {
  const [file, key] = args;
  if (!file) {
    console.error('Usage: certificate-verify FILE [PUBLIC-KEY]');
    return 2;
  }
  const certificate = certificateIn(readFileSync(file, 'utf8'));
  const problems = problemsOfCertificate(certificate, key);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return 1;
  const { totals, headline, liftAt } = certificate.statement;
  console.log(`“${headline}”, lift ${liftAt}: the signature holds.`);
  console.log(
    `${totals.beforeTheirTime} of ${totals.frozen} before the lift; accepted ${totals.accepted}, ` +
      `first ${signed(totals.firstAcceptedSecondsAfterLift)}, last ${signed(totals.lastAcceptedSecondsAfterLift)}.`,
  );
  if (!key)
    console.log(`Signed with ${certificate.publicKey}: compare it with the key the newsroom publishes.`);
  return 0;
}

function signed(seconds: number | null): string {
  return seconds === null ? 'none' : `${seconds < 0 ? '' : '+'}${seconds.toFixed(2)} s`;
}

/** What is no JSON is no certificate either, and is called so by whoever looks for problems. */
function certificateIn(text: string): Certificate {
  try {
    return JSON.parse(text) as Certificate;
  } catch {
    return {} as Certificate;
  }
}
