// npm run bench [-- --quick]
import { endAll, peakMegabytes, startGateway, startWandb } from './processes.js';
import { worlds } from './rows.js';
import { measureThroughput } from './throughput.js';

const isQuick = process.argv.includes('--quick');
const latencies = isQuick ? [20] : [0, 20, 80];
const runs = isQuick ? 1 : 3;

/** Runs it, and tells what W&B was asked meanwhile; of several runs that with the middle time. */
async function measure(wandb, run) {
  const measured = [];
  for (let count = 0; count < runs; count += 1) {
    await wandb.reset();
    const beganMs = performance.now();
    await run();
    const ms = performance.now() - beganMs;
    measured.push({ ms, ...(await wandb.stats()) });
  }
  return measured.sort((a, b) => a.ms - b.ms)[Math.floor(runs / 2)];
}

async function measureRow(row, latency, { wandb, fused, oneHop }) {
  await wandb.setLatency(0);
  const subject = await row.prepare(`${fused.url}/graphql`, wandb);
  // What V8 compiles on the way is not W&B's time.
  await row.run(`${fused.url}/graphql`, wandb, subject);
  await row.run(`${oneHop.url}/graphql`, wandb, subject);
  await wandb.setLatency(latency);
  const own = await measure(wandb, () => row.run(`${fused.url}/graphql`, wandb, subject));
  const base = await measure(wandb, () => row.run(`${oneHop.url}/graphql`, wandb, subject));
  const single = row.single
    ? await measure(wandb, () => row.single(`${wandb.url}/graphql`, wandb.key, subject)).catch(() => null)
    : null;
  return {
    question: row.name,
    latency,
    requests: own.requests,
    rounds: own.rounds,
    KiB: Math.round(own.bytes / 1024),
    ms: Math.round(own.ms),
    'one hop: requests': base.requests,
    'ms / one hop': ratio(own.ms, base.ms),
    'bytes / one hop': ratio(own.bytes, base.bytes),
    'ms / single': single ? ratio(own.ms, single.ms) : row.single ? 'refused' : '-',
  };
}

function ratio(a, b) {
  return (a / b).toFixed(2);
}

/** A table that people read, and that Markdown takes. */
function print(rows) {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0]);
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  const lines = cells.map((line) => `| ${line.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

process.once('exit', endAll);
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
try {
  for (const { world, rows, quick } of worlds) {
    const due = isQuick ? rows.filter(({ name }) => quick.includes(name)) : rows;
    if (due.length === 0) continue;
    const wandb = await startWandb(world);
    const fused = await startGateway(wandb);
    const oneHop = await startGateway(wandb, { WANDB_MAX_FUSED_HOPS: '1' });
    const measured = [];
    for (const row of due)
      for (const latency of latencies)
        measured.push(await measureRow(row, latency, { wandb, fused, oneHop }));
    process.stdout.write(
      `${world.kind}: peak memory of the gateway: ${await peakMegabytes(fused.pid)} MB\n\n`,
    );
    print(measured);
    await Promise.all([fused.close(), oneHop.close()]);
    await wandb.close();
  }
  print(await measureThroughput(isQuick ? 3 : 10));
} finally {
  endAll();
}
