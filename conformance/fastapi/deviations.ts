/**
 * Tests of ported apps whose expectation we don't meet, on purpose, with the reason. Keys are test ids, with parameters in
 * brackets where only some fail. A test in here that passes fails the run: the list never outlives its reasons.
 */
export const deviations: { readonly [test: string]: string } = {};
