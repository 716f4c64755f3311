import config from './jest.config.js';

/** What measures, one file after the other with nothing beside it. @type {import('jest').Config} */
export default {
  ...config,
  testMatch: ['<rootDir>/test/alone/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
