// Mermaid needs a DOM, and jsdom cannot be loaded by Jest on Node 20: this runs as a process of its own.
// In: a JSON list of { text, config? } on stdin. Out: a JSON list with null for each text that parses, else the error.
import { text as textOf } from 'node:stream/consumers';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('');
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import('mermaid');

// What Mermaid holds in place of an entity code until it draws.
const decoded = (label) => label.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));

const answers = [];
for (const { text, config } of JSON.parse(await textOf(process.stdin))) {
  mermaid.initialize({ startOnLoad: false, maxEdges: 500, maxTextSize: 50_000, ...config });
  try {
    await mermaid.parse(text);
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    const labels = [...diagram.db.getVertices().values()].map((vertex) => decoded(vertex.text));
    answers.push({ error: null, labels, edges: diagram.db.getEdges().length });
  } catch (error) {
    answers.push({ error: String(error), labels: [], edges: 0 });
  }
}
process.stdout.write(JSON.stringify(answers));
