import type { Template } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import type { HttpRequest } from '../http/request/request.js';

/** A template, compiled: what it says for one subject. */
export type Evaluate<R = HttpRequest> = (subject: R) => string;

/** Knows the variables that templates may use. */
export interface Scope<R = HttpRequest> {
  /** A variable that nobody has declared by then is reported when the scope is settled. */
  compile(template: Template, place: Place): Evaluate<R>;
  /**
   * Declares a variable that is set as requests go by; the slot of its value.
   * @throws TidegateError CONFIG_DUPLICATE for one that has a meaning of its own.
   */
  declare(variable: string, place: Place): number;
}
