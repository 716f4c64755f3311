import js from '@eslint/js';
import graphql from '@graphql-eslint/eslint-plugin';
import tseslint from 'typescript-eslint';
import { layers } from './scripts/layers.js';

const graphqlProjects = {
  schema: { schema: ['schema/*.graphql'] },
  wandb: { schema: ['schema/wandb/wandb.graphql'], documents: ['src/**/*.operations.graphql'] },
};

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'examples/frontend',
      '**/.vitepress/cache',
      'coverage',
      '**/*.generated.ts',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.js'],
    extends: [js.configs.recommended],
  },
  {
    // Programs for Node of their own.
    files: ['examples/supergraph/**/*.js', 'examples/scale-out/*.js', 'examples/*.js'],
    languageOptions: { globals: { process: 'readonly', URL: 'readonly', fetch: 'readonly' } },
  },
  {
    files: ['bench/*.js', 'scripts/**/*.js', 'jest.config.js', 'test/**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        AbortController: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        btoa: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 400 }],
      // Its release 8.73 runs out of stack on GraphQL.js's types, which refer to themselves.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Numbers read well in messages as they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // Tests look at answers of any shape.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { layers },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      'layers/imports': 'error',
    },
  },
  {
    // The emulator builds worlds: long lists of what there is in them.
    files: ['src/**/*.ts'],
    ignores: ['src/emulator/**'],
    rules: { 'max-lines-per-function': ['warn', { max: 80 }] },
  },
  {
    files: ['schema/*.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { projects: graphqlProjects } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
    },
  },
  {
    files: ['src/**/*.operations.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { projects: graphqlProjects } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      '@graphql-eslint/fields-on-correct-type': 'error',
      '@graphql-eslint/known-argument-names': 'error',
      '@graphql-eslint/no-unused-variables': 'error',
    },
  },
);
