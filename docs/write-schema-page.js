// Usage: node docs/write-schema-page.js, after a build.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createSchema } from '../dist/schema.js';
import { schemaPageFrom } from './schema-page.js';

writeFileSync(fileURLToPath(import.meta.resolve('./schema.md')), schemaPageFrom(createSchema().apiSdl));
