// Loaded before the built program: the parent process asks which files ran.
import { startCoverage } from './coverage.js';

const takeFiles = await startCoverage();
process.on('message', async () => process.send(await takeFiles()));
