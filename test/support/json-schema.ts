import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const addFormats = formats.default;
// Not strict: published schemas carry members that ajv does not know ("example").
const options = { allErrors: true, strict: false };

/** For draft 4 (as far as it agrees with draft 7) to draft 7. */
export function draft7Validator(schema: object): ValidateFunction {
  const { $schema: _dialect, id: _id, ...rest } = schema as { $schema?: string; id?: string };
  return addFormats(new Ajv(options)).compile(rest);
}

/** For draft 2020-12; `schemas` may refer to each other by their `$id`. */
export function draft2020Validators(
  schemas: Iterable<object>,
): (ref: string) => ValidateFunction | undefined {
  const ajv = addFormats(new Ajv2020(options));
  for (const schema of schemas) ajv.addSchema(schema);
  return (ref) => ajv.getSchema(ref);
}

/** null, or what is wrong, short enough to read. */
export function problems(validate: ValidateFunction, value: unknown): string | null {
  if (validate(value)) return null;
  const errors = validate.errors ?? [];
  return errors
    .slice(0, 5)
    .map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`)
    .join('; ');
}
