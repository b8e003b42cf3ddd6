import { takeCoverage } from 'node:v8';
import { afterAll } from 'vitest';

/** vitest ends its workers with a signal, and then Node writes no coverage. */
afterAll(() => takeCoverage());
