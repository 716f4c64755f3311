import config from '../../jest.config.js';

/** Load and timings, one file after the other, so that nothing else runs beside what is measured. @type {import('jest').Config} */
export default {
  ...config,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/long/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180_000,
  globalSetup: '<rootDir>/test/e2e/start-browser.mjs',
  globalTeardown: '<rootDir>/test/e2e/stop-browser.mjs',
  maxWorkers: 1,
};
