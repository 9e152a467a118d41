// Removes output folders of this package, so that no outdated files remain after a build.

import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

for (const name of process.argv.slice(2)) {
  rmSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), { recursive: true, force: true })
}
