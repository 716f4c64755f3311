import { ConfigError } from '../config/config.ts';

/** Reads a number of the command line. Throws a ConfigError that says what to write instead. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new ConfigError([
    `${name} is "${text}"; write a whole number from ${least} to ${most.toLocaleString('en')}.`,
  ]);
}
