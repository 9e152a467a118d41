// Type-aware rules for everything written by hand. Generated code is checked by the compiler only.

import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist', 'build', 'ts/generated', 'test/wrong'] },
  {
    files: ['**/*.{ts,mts,cts,mjs,cjs}'],
    languageOptions: { parser: tseslint.parser },
    rules: {
      'max-len': ['error', { code: 120, comments: 100, ignorePattern: 'eslint-disable' }],
      'max-lines-per-function': ['error', 60],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.mts'],
    ignores: ['test/consumer/**'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Methods are passed to `Error.captureStackTrace`, which does not call them.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['ts/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "BinaryExpression[operator='instanceof']",
          message: 'Values may be of another realm: use `foreign.ts`, or `#field in value` for own classes.',
        },
      ],
    },
  },
  {
    files: ['test/**', 'examples/*.test.mjs'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['test/**'],
    ignores: ['test/consumer/**', 'test/tools/**'],
    rules: {
      // Tests pass values that the types forbid. The runner awaits the promises of node:test.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: ['test', 'describe', 'before', 'after', 'beforeEach', 'afterEach'].map((name) => ({
            from: 'package',
            name,
            package: 'node:test',
          })),
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_' }],
    },
  },
)
