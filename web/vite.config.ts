import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const pages = ['explore', 'graphiql', 'landing'].filter((page) =>
  existsSync(new URL(`./${page}/index.html`, import.meta.url)),
);

/** Compressed once at build time, as small as can be, so that serving costs nothing. */
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

/** GraphiQL's style sheet carries 450 kB of fonts as data; icons come again with the editor, as a file. */
const withoutFonts: Plugin = {
  name: 'without-fonts',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/graphiql\/dist\/style\.css$/.test(id)) return null;
    return code.replace(/@font-face\s*\{[^}]*\}/g, '');
  },
};

/** The pages for people: one HTML entry each, so that none loads what another needs. */
export default defineConfig({
  root: import.meta.dirname,
  // Beside each other, wherever a proxy puts them.
  base: './',
  plugins: [withoutFonts, compressed],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The pages' policies forbid data in the place of files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onLog(level, log, report) {
        // Nothing is rendered on the server, so that it does not matter which module is for the client.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
      // The bare form would mean the npm package of that name.
      input: Object.fromEntries(pages.map((page) => [page, `./${page}/index.html`])),
    },
  },
  worker: { format: 'es' },
});
