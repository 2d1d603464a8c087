/** What preflight found. `stop`: it cannot be sent so. `look`: a person should look. */
export interface Problem {
  severity: 'stop' | 'look';
  /** Stable name for tests and translations. */
  code: string;
  /** The input it is about: the name of a property of the release. */
  field: string;
  /** One sentence: what is wrong and what to do. */
  message: string;
  /** The words of the text, or the address of the link, that it is about, as they stand there. */
  find?: string;
}

export function stop(code: string, field: string, message: string): Problem {
  return { severity: 'stop', code, field, message };
}

export function look(code: string, field: string, message: string): Problem {
  return { severity: 'look', code, field, message };
}

/** The same problem, found where these words stand. */
export function at(problem: Problem, find: string): Problem {
  return { ...problem, find };
}
