// Jest loads CommonJS, so the shared tests are transformed.

module.exports = {
  testMatch: ['<rootDir>/{realms,hooks}.test.mjs'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '\\.mjs$': '<rootDir>/transform.cjs' },
}
