import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const pages = ['explore', 'graphiql'].filter((page) =>
  existsSync(new URL(`./${page}/index.html`, import.meta.url)),
);

/** Compressed at build time with the best ratio, so that serving needs no CPU. */
const compressed: Plugin = {
  name: 'compressed-beside',
  closeBundle() {
    const folder = new URL('../dist/web/assets/', import.meta.url);
    for (const name of readdirSync(folder)) {
      if (!/\.(js|css|svg)$/.test(name)) continue;
      const content = readFileSync(new URL(name, folder));
      writeFileSync(new URL(`${name}.gz`, folder), gzipSync(content, { level: 9 }));
      writeFileSync(new URL(`${name}.br`, folder), brotliCompressSync(content));
    }
  },
};

/** GraphiQL's style sheet contains 450 kB of fonts as data URLs, and icons that the editor also loads as a file. */
const withoutFonts: Plugin = {
  name: 'without-fonts',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/graphiql\/dist\/style\.css$/.test(id)) return null;
    return code.replace(/@font-face\s*\{[^}]*\}/g, '');
  },
};

/** The web pages: one HTML entry each, so that no page loads the code of another. */
export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that a proxy can serve them under any path.
  base: './',
  plugins: [withoutFonts, compressed],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The content security policy forbids data URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // GraphiQL's editor, Monaco, is that large; the sizes of what pages transfer are tested.
    chunkSizeWarningLimit: 4_000,
    rolldownOptions: {
      onLog(level, log, report) {
        // Nothing is rendered on the server, so the directive "use client" is irrelevant.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
      // Without the prefix this would be the npm package of that name.
      input: Object.fromEntries(pages.map((page) => [page, `./${page}/index.html`])),
    },
  },
  worker: { format: 'es' },
});
