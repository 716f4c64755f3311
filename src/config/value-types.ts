/** How a value is written, in a variable or behind an option. */
export interface ValueType<Value> {
  /** Stands for the value in `--help`; null: a switch, which takes none. */
  readonly placeholder: string | null;
  /** @throws InvalidValue */
  readonly parse: (text: string) => Value;
}

/** Its message is the rest of a sentence that begins with the name of the setting: `is "x"; write on or off.` */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue';
}

export const text = (placeholder: string): ValueType<string> => ({ placeholder, parse: (given) => given });

/** Both ends of the range are included. */
export function numberType(placeholder: string, [min, max]: [number, number]): ValueType<number> {
  const isWhole = placeholder !== '<seconds>';
  return {
    placeholder,
    parse(given) {
      const value = Number(given);
      if (given.trim() !== '' && value >= min && value <= max && (!isWhole || Number.isInteger(value)))
        return value;
      const kind = isWhole ? 'whole number' : 'number';
      throw new InvalidValue(`is "${given}"; write a ${kind} from ${min} to ${max.toLocaleString('en')}.`);
    },
  };
}

export const onOffType: ValueType<boolean> = {
  placeholder: '<on|off>',
  parse(given) {
    if (/^\s*(on|true|yes|1)\s*$/i.test(given)) return true;
    if (/^\s*(off|false|no|0)\s*$/i.test(given)) return false;
    throw new InvalidValue(`is "${given}"; write on or off.`);
  },
};

/** A switch, which takes no value on the command line; a program writes true or `on`. */
export const flagType: ValueType<boolean> = { ...onOffType, placeholder: null };

export function oneOf<Choice extends string>(
  placeholder: string,
  choices: readonly Choice[],
): ValueType<Choice> {
  return {
    placeholder,
    parse(given) {
      const choice = choices.find((known) => known === given);
      if (choice !== undefined) return choice;
      throw new InvalidValue(`is "${given}"; write one of ${choices.join(', ')}.`);
    },
  };
}

/** A list separated by commas. `itemFrom` gives null for what is none; `wanted` ends the sentence that says what to write. */
export function listOf(itemFrom: (text: string) => string | null, wanted: string): ValueType<string[]> {
  return {
    placeholder: '<list>',
    parse: (given) =>
      splitList(given).map((written) => {
        const item = itemFrom(written);
        if (item === null) throw new InvalidValue(`holds "${written}"; write ${wanted}.`);
        return item;
      }),
  };
}

/** What stands between commas, without those that are empty. */
export function splitList(given: string): string[] {
  return given
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
