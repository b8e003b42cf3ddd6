import { takeCoverage } from 'node:v8';
import { afterAll } from 'vitest';

/** A worker of vitest is ended by a signal, at which Node writes nothing. */
afterAll(() => takeCoverage());
