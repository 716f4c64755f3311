import { defineConfig } from 'vitepress';

const page = (text, link) => ({ text, link });

export default defineConfig({
  title: 'wandb-lineage-gateway',
  description: 'The lineage of machine-learning work in Weights & Biases, as one GraphQL API',
  srcExclude: ['decisions/**'],
  outDir: '../dist/docs',
  base: '/docs/',
  // Pages without a script of their own: the gateway serves them under its strict content security policy.
  mpa: true,
  appearance: false,
  // The one script that VitePress writes into each page is for a search box that is not there.
  transformHtml: (html) => html.replace(/<script id="check-mac-os">.*?<\/script>/s, ''),
  // The repository's own files are no part of the site.
  ignoreDeadLinks: [/^\.\.\/|^\.\/\.\.\/|decisions|examples/],
  themeConfig: {
    sidebar: [
      page('Overview', '/'),
      page('Quickstart', '/quickstart'),
      page('Questions', '/questions'),
      page('Pages', '/pages'),
      page('Querying', '/querying'),
      page('Schema', '/schema'),
      page('How the schema changes', '/schema-changes'),
      page('Typed clients', '/clients'),
      page('Embedding', '/embedding'),
      page('Supergraph', '/supergraph'),
      page('Agents', '/agents'),
      page('Security', '/security'),
      page('Operations', '/operations'),
      page('Performance', '/performance'),
      page('Scaling', '/scaling'),
      page('Troubleshooting', '/troubleshooting'),
      page('Containers', '/containers'),
    ],
  },
});
