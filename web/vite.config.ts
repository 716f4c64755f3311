import { existsSync } from 'node:fs';
import { defineConfig } from 'vite';

const pages = ['explore', 'graphiql', 'landing'].filter((page) =>
  existsSync(new URL(`./${page}/index.html`, import.meta.url)),
);

/** The pages for people: one HTML entry each, so that none loads what another needs. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  // No transform of the page's own styles or scripts into the HTML: its policy forbids both.
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The bare form would mean the npm package of that name.
      input: Object.fromEntries(pages.map((page) => [page, `./${page}/index.html`])),
    },
  },
  worker: { format: 'es' },
});
