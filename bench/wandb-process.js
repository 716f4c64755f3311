// An emulated W&B in a process of its own, so that it takes no time from what is measured.
import { startEmulator } from '../dist/emulator/emulator.js';
import { generateWorld } from '../dist/emulator/generate.js';

process.once('message', (options) => void serve(options));

async function serve(options) {
  const emulator = await startEmulator({ world: generateWorld(options) });
  process.on('message', ({ what, ms }) => {
    if (what === 'latency') emulator.setLatency(ms);
    if (what === 'reset') emulator.resetStats();
    const { requests, rounds, bytesSent } = emulator.stats();
    process.send({ requests, rounds, bytes: bytesSent });
  });
  process.send({ url: emulator.url, key: emulator.keys[0].key, roots: emulator.roots });
}
