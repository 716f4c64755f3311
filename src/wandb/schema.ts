import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';

/** The part of W&B's schema that the gateway relies on; W&B itself is never introspected, as servers may forbid it. */
export const wandbSchema = buildSchema(
  readFileSync(new URL('../../schema/wandb/wandb.graphql', import.meta.url), 'utf8'),
  { assumeValid: true },
);
