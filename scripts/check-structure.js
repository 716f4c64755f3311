// npm run check:structure: prints the size and the shape of src, and fails when a limit is exceeded. Limits: docs/decisions/0070 and 0073.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import ts from 'typescript';

const limits = { lines: 25_011, filesInFolder: 16, linesInFile: 400, cycles: 0 };

const isGenerated = (file) => file.endsWith('.generated.ts');

/** The emulator stands beside the service: its lines are not counted, everything else holds for it as well. */
const isCounted = (file) => !file.startsWith('src/emulator/') && !isGenerated(file);

const paths = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const files = paths.filter((path) => path.endsWith('.ts'));
const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const linesOf = (file) => texts.get(file).trimEnd().split('\n').length;

function countBy(items, keyOf, amountOf) {
  const counts = new Map();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + amountOf(item));
  return counts;
}

/** Every import counts: of types, re-exports and `import()` too. */
function importsOf(file) {
  return ts
    .preProcessFile(texts.get(file), true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(file), fileName))
    .filter((target) => texts.has(target));
}

/** The files of each import cycle, by Tarjan's algorithm for strongly connected components. */
function findCycles() {
  const indexes = new Map();
  const lowLinks = new Map();
  const stack = [];
  const cycles = [];
  function visit(file) {
    indexes.set(file, indexes.size);
    lowLinks.set(file, indexes.get(file));
    stack.push(file);
    for (const target of importsOf(file)) {
      if (!indexes.has(target)) visit(target);
      if (stack.includes(target)) lowLinks.set(file, Math.min(lowLinks.get(file), lowLinks.get(target)));
    }
    if (lowLinks.get(file) !== indexes.get(file)) return;
    const component = stack.splice(stack.indexOf(file));
    if (component.length > 1) cycles.push(component.sort());
  }
  for (const file of files) if (!indexes.has(file)) visit(file);
  return cycles;
}

const counted = files.filter(isCounted);
const topFolder = (file) =>
  file
    .split('/')
    .slice(0, file.split('/').length > 2 ? 2 : 1)
    .join('/');
const linesByFolder = countBy(counted, topFolder, linesOf);
const lines = counted.reduce((sum, file) => sum + linesOf(file), 0);
const filesByFolder = countBy(paths, dirname, () => 1);
const largeFolders = [...filesByFolder].filter(([, count]) => count > limits.filesInFolder);
const lengths = files.filter((file) => !isGenerated(file)).map((file) => [file, linesOf(file)]);
const longFiles = lengths.filter(([, count]) => count > limits.linesInFile);
const cycles = findCycles();

const show = (name, value, limit) =>
  console.log(`${value > limit ? 'FAIL' : '  ok'}  ${name}: ${value} (at most ${limit})`);
for (const [folder, count] of [...linesByFolder].sort(([, a], [, b]) => b - a)) {
  console.log(`      ${folder}: ${count} lines`);
}
show('lines of src without emulator/ and generated files', lines, limits.lines);
show('files in the largest folder', Math.max(...filesByFolder.values()), limits.filesInFolder);
for (const [folder, count] of largeFolders) console.log(`      ${folder}: ${count} files`);
show('lines of the longest file', Math.max(...lengths.map(([, count]) => count)), limits.linesInFile);
for (const [file, count] of longFiles) console.log(`      ${file}: ${count} lines`);
show('import cycles, imports of types counted', cycles.length, limits.cycles);
for (const cycle of cycles) console.log(`      ${cycle.length} files: ${cycle.join(' ')}`);

const isExceeded =
  lines > limits.lines || largeFolders.length > 0 || longFiles.length > 0 || cycles.length > limits.cycles;
if (isExceeded) process.exitCode = 1;
