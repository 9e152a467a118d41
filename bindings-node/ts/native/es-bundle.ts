/**
 * Explains a bundle that cannot work. In an ES module, esbuild replaces `require` by a function
 * that throws. This module is the first to be loaded, as any other would fail without explanation,
 * and so it imports nothing.
 */

try {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- this is what is tested
  require('node:module')
} catch (cause) {
  // Other bundlers replace each `require` outside of `try` by an import, and need none.
  if (String(cause).includes('Dynamic require')) {
    throw new Error(
      'edgegap-sdk was bundled into an ES module, which has no `require`. Mark edgegap-sdk external ' +
        '(--external:edgegap-sdk), bundle as CommonJS (--format=cjs), or define `require`: ' +
        `--banner:js="import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"`,
      { cause },
    )
  }
}

export {}
