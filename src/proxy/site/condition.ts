import type { Condition, FileTest } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request/request.js';
import type { Scope } from '../variables/evaluate.js';
import { compilePattern } from '../variables/pattern.js';
import { type FileKind, fileKind, isExecutable } from './files/static-file.js';

/** Whether an `if` holds for a request. */
export type Holds = (request: HttpRequest) => boolean;

const IS: Readonly<Record<FileTest, (kind: FileKind, path: string) => boolean>> = {
  file: (kind) => kind === 'file',
  directory: (kind) => kind === 'directory',
  exists: (kind) => kind !== 'missing' && kind !== 'forbidden',
  executable: (_, path) => isExecutable(path),
};

/** @throws TidegateError CONFIG_REGEX_BAD */
export function compileCondition(condition: Condition, scope: Scope): Holds {
  const holds = compilePlain(condition, scope);
  return condition.negated ? (request) => !holds(request) : holds;
}

function compilePlain(condition: Condition, scope: Scope): Holds {
  const { place } = condition;
  switch (condition.kind) {
    case 'set': {
      const value = scope.compile(condition.value, place);
      return (request) => {
        const text = value(request);
        return text !== '' && text !== '0';
      };
    }
    case 'equals': {
      const value = scope.compile(condition.value, place);
      const to = scope.compile(condition.to, place);
      return (request) => value(request) === to(request);
    }
    case 'matches': {
      const value = scope.compile(condition.value, place);
      const matches = compilePattern(condition, scope);
      return (request) => matches(request, value(request));
    }
    default: {
      const path = scope.compile(condition.path, place);
      const is = IS[condition.kind];
      return (request) => {
        const file = path(request);
        return is(fileKind(file), file);
      };
    }
  }
}
