// Type-aware rules over everything hand-written. What is generated keeps to the compiler alone.

import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist', 'build', 'ts/generated', 'test/consumer', 'test/wrong'] },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Functions are passed to `Place`, which cuts stacks at them and calls none.
      '@typescript-eslint/unbound-method': 'off',
      'max-len': ['error', { code: 150, ignoreStrings: true, ignoreTemplateLiterals: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['test/**'],
    rules: {
      // Tests pass what the types forbid, and node:test's functions give promises that the runner awaits.
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
