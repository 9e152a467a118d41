/** The entry point for `import` of the same implementation, as `index.mts` is. */

export * from './testing.js'
