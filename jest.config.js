// Three kinds of test, each its own project, so that `jest --selectProjects pure` is fast.
const common = {
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  testEnvironment: 'node',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', tsx: true, decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
            react: { runtime: 'automatic', importSource: 'preact' },
          },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

export default {
  testTimeout: 60_000,
  testSequencer: '<rootDir>/bin/longest-first.mjs',
  projects: [
    { ...common, displayName: 'pure', testMatch: ['<rootDir>/src/**/*.spec.{ts,tsx}'] },
    {
      ...common,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.test.{ts,tsx}'],
    },
    { ...common, displayName: 'journeys', testMatch: ['<rootDir>/test/journeys/**/*.test.{ts,tsx}'] },
    { ...common, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.test.{ts,tsx}'] },
  ],
};
