// Removes folders of this package that are built again: what tsc does not write any more must not stay.

import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

for (const name of process.argv.slice(2)) {
  rmSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), { recursive: true, force: true })
}
