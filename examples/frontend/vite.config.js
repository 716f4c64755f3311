import { defineConfig } from 'vite';

/** The gateway beside the page, so that the browser needs no CORS. */
const proxy = { '/graphql': process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000' };

export default defineConfig({ server: { proxy }, preview: { proxy } });
