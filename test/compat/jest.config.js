import config from '../../jest.config.js';

/** The service together with other programs: gateways, routers, Redis, nginx, frontends, composers, validators. @type {import('jest').Config} */
export default {
  ...config,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/compat/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180_000,
  globalSetup: '<rootDir>/test/e2e/start-browser.mjs',
  globalTeardown: '<rootDir>/test/e2e/stop-browser.mjs',
};
