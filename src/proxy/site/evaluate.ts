import type { Template } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import type { HttpRequest } from '../http/request.js';

/** A template, compiled: what it says for one request. */
export type Evaluate = (request: HttpRequest) => string;

/** Knows the variables that templates may use. */
export interface Scope {
  /** @throws TidegateError CONFIG_UNKNOWN_VARIABLE at `place`. */
  compile(template: Template, place: Place): Evaluate;
}
