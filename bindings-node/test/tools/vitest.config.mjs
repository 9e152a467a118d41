// All tests that run in Vitest use the same names as in Jest.

export default { test: { globals: true, include: ['{realms,hooks}.test.mjs'] } }
