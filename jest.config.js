import process from 'node:process';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/{unit,integration,contract}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  // Modules of finished test files stay in a worker's memory: without this one ran into V8's limit of 4 GB.
  workerIdleMemoryLimit: '1GB',
  // The long run of the property tests (FC_RUNS=600) has many more cases in each test.
  testTimeout: process.env.FC_RUNS === undefined ? 60_000 : 900_000,
};
