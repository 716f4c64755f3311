import config from '../../jest.config.js';

/** The built program and its pages; one browser serves the tests of all pages. @type {import('jest').Config} */
export default {
  ...config,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/e2e/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180_000,
  globalSetup: '<rootDir>/test/e2e/start-browser.mjs',
  globalTeardown: '<rootDir>/test/e2e/stop-browser.mjs',
};
