/** The entry for `import`. There is one implementation, in CommonJS, or two copies of it would not know each other's classes. */

export * from './index.js'
