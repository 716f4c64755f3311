// Usage: node docs/write-settings-page.js, after a build.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as table from '../dist/config/settings.js';
import { settingsPageFrom } from './settings-page.js';

writeFileSync(fileURLToPath(import.meta.resolve('./settings.md')), settingsPageFrom(table));
