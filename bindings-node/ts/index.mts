/**
 * The entry point for `import`. It re-exports the CommonJS implementation: with two copies,
 * `instanceof` would fail for objects of the other copy.
 */

export * from './index.js'
