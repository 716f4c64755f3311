import js from '@eslint/js';
import graphql from '@graphql-eslint/eslint-plugin';
import tseslint from 'typescript-eslint';

// Which folders each may not import: those above it in the tree.
const forbidden = {
  'src/server/**': ['cli', 'emulator'],
  'src/*.resolvers.ts': ['cli', 'server', 'emulator'],
  'src/context.ts': ['cli', 'server', 'emulator'],
  'src/lineage/**': ['cli', 'server', 'emulator'],
  'src/artifact/**': ['cli', 'server', 'lineage', 'emulator'],
  'src/run/**': ['cli', 'server', 'lineage', 'emulator'],
  'src/project/**': ['cli', 'server', 'lineage', 'artifact', 'run', 'emulator'],
  'src/federation/**': ['cli', 'server', 'lineage', 'project', 'artifact', 'run', 'wandb', 'emulator'],
  'src/graphql/**': ['cli', 'server', 'lineage', 'project', 'emulator'],
  'src/wandb/**': ['cli', 'server', 'lineage', 'artifact', 'run', 'project', 'graphql', 'emulator'],
  'src/telemetry/**': ['cli', 'server', 'lineage', 'artifact', 'run', 'project', 'graphql', 'emulator'],
  'src/emulator/**': ['cli', 'server', 'lineage', 'artifact', 'run', 'project', 'graphql', 'wandb'],
};

const layers = Object.entries(forbidden).map(([files, folders]) => ({
  files: [files],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^\\.\\./(?:\\.\\./)*(?:${folders.join('|')})/`,
            message: 'Data flows one way through the tree: this folder lies below the one that is imported.',
          },
        ],
      },
    ],
  },
}));

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
    files: ['bench/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        performance: 'readonly',
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
  { files: ['src/**/*.ts'], rules: { '@typescript-eslint/no-explicit-any': 'error' } },
  ...layers,
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
