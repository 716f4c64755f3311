// Executes one query on the engine, without HTTP, as the commands do, and sends the parent process the files that ran for it.
import { configFromSettings } from '../../dist/embedding/settings.js';
import { createEngine } from '../../dist/server/engine.js';
import { createInProcessClient } from '../../dist/server/in-process-client.js';
import { version } from '../../dist/version.js';
import { startCoverage } from './coverage.js';

const [query] = process.argv.slice(2);
const config = configFromSettings({ allowAnonymous: true }, process.env);
const { credential } = config.shared;
const engine = createEngine(config, { baseUrl: config.wandbBaseUrl, sharedCredential: credential }, version);
const takeFiles = await startCoverage();
await takeFiles();
const context = engine.openContext('trace', credential, new AbortController().signal);
const { errors } = await createInProcessClient(engine, context, () => undefined).query(query, {});
const files = await takeFiles();
if (errors.length > 0) throw new Error(errors[0].message);
await engine.close();
process.send(files);
process.disconnect();
