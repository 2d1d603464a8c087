import { httpProblem } from '../errors/http-problem.js';
import type { FormErrors } from '../web/forms.js';

/**
 * A refusal by a rule, for the form it came from: answer with `status` and show the form again with `errors`
 * (`refusedForm(body, errors)`). What is nobody's input's fault is thrown on.
 */
export function formErrors(error: unknown): { status: number; errors: FormErrors } {
  const { status, message, fields } = httpProblem(error);
  if (status >= 500) throw error;
  return { status, errors: Object.keys(fields).length > 0 ? fields : { '': message } };
}
