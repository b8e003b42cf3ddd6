import type { Template } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import type { HttpRequest } from '../http/request/request.js';

/** A compiled template: gives its value for one subject. */
export type Evaluate<R = HttpRequest> = (subject: R) => string;

/** The variables that templates may use. */
export interface Scope<R = HttpRequest> {
  /** A variable that is not declared until then is reported when the scope is settled. */
  compile(template: Template, place: Place): Evaluate<R>;
  /**
   * Declares a variable that is set while requests are handled, and returns the slot of its value.
   * @throws TidegateError CONFIG_DUPLICATE for a built-in variable
   */
  declare(variable: string, place: Place): number;
}
