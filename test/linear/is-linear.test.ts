import { describe, expect, test } from 'vitest';
import { notLinear } from './is-linear.js';

/** What the checker that proves our expressions must never overlook. */
describe('names what is not linear', () => {
  test.each([
    [/^[ \t]+|[ \t]+$/g, 'quadratic or worse'],
    [/\s+$/, 'quadratic or worse'],
    [/x*$/, 'quadratic or worse'],
    [/a.*b/, 'quadratic or worse'],
    [/\d+x/, 'quadratic or worse'],
    [/^a*a*b/, 'quadratic or worse'],
    [/^\s*(.*?)\s*$/, 'quadratic or worse'],
    [/^(?:(\d+)h)? *(?:(\d+)m)? *(?:(\d+)s)? *$/, 'quadratic or worse'],
    [/^(\s*listen\s+)/gm, 'quadratic or worse'],
    [/(?:a*b)?/g, 'quadratic or worse'],
    [/^(?:a*b|a)*/, 'quadratic or worse'],
    [/\B(?=(\d{3})+$)/g, 'quadratic or worse'],
    [/^a{0,99}a{0,99}$/, 'quadratic or worse'],
    [/^[A-Z]*[a-c]*-/i, 'quadratic or worse'],
    [/^[^\n]*.*\n/, 'quadratic or worse'],
    [/^(a+)+$/, 'exponential'],
    [/^(?:a|aa)*b/, 'exponential'],
    [/^(?:\w|\d)*-/, 'exponential'],
    [/^(?:a*)*b/, 'exponential'],
    [/^(?:(?=a)a|a)*b/, 'exponential'],
    [/^(a*)\1$/, 'unproven: it has a Backreference'],
    [/(?<=a+)b/, 'unproven: it has a lookbehind'],
    [/^\p{L}+$/u, 'unproven: it has a Unicode property'],
  ])('%s', ({ source, flags }, why) => {
    expect(notLinear(source, flags)).toBe(why);
  });
});

describe('proves what is linear', () => {
  test.each([
    /^a*b/,
    /a*/,
    /^a*$/,
    /[/?].*$/s,
    /^([a-z]+):\/\/([^/]*)(.*)$/s,
    /^([\w.]+): (\d+)$/gm,
    /\$(?:\{(\w+)\}|([1-9]|\w+))/g,
    /^(?:\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?)*)?$/,
    /^(?:a|b|cd)*$/,
  ])('%s', ({ source, flags }) => {
    expect(notLinear(source, flags)).toBeNull();
  });
});
