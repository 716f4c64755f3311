import { defineConfig } from 'vitepress';

const page = (text, link) => ({ text, link });

export default defineConfig({
  title: 'wandb-lineage-gateway',
  description: 'A GraphQL API for the lineage of machine-learning work in Weights & Biases',
  srcExclude: ['decisions/**'],
  outDir: '../dist/docs',
  base: '/docs/',
  // Pages without scripts of their own, so that they work under the gateway's strict content security policy.
  mpa: true,
  appearance: false,
  // VitePress adds one script to each page, for a search box that is not configured here.
  transformHtml: (html) => html.replace(/<script id="check-mac-os">.*?<\/script>/s, ''),
  // Links to files of the repository, which are not part of the site.
  ignoreDeadLinks: [/^\.\.\/|^\.\/\.\.\/|decisions|examples/],
  themeConfig: {
    sidebar: [
      page('Overview', '/'),
      page('Quickstart', '/quickstart'),
      page('Questions', '/questions'),
      page('References', '/references'),
      page('Finding', '/finding'),
      page('Querying', '/querying'),
      page('Schema', '/schema'),
      page('Schema changes', '/schema-changes'),
      page('Web pages', '/pages'),
      page('Recipes', '/recipes'),
      page('Commands', '/commands'),
      page('Policies', '/policies'),
      page('Evidence', '/evidence'),
      page('Troubleshooting', '/troubleshooting'),
      page('Typed clients', '/clients'),
      page('Embedding', '/embedding'),
      page('Agents', '/agents'),
      page('Supergraph', '/supergraph'),
      page('Settings', '/settings'),
      page('Operations', '/operations'),
      page('Security', '/security'),
      page('Performance', '/performance'),
      page('Scaling', '/scaling'),
      page('Containers', '/containers'),
      page('Architecture', '/architecture'),
    ],
  },
});
