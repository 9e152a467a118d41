/** Folders, relative to the built tests in `build/`. */

import { join } from 'node:path'

/** The folder of this package. */
export const PACKAGE = join(__dirname, '..', '..')

/** The root of the repository. */
export const ROOT = join(PACKAGE, '..')

/** The vectors. */
export const VECTORS = join(ROOT, 'tests', 'vectors')

/** The vectors of plans. */
export const PLANS = join(ROOT, 'tests', 'plans')

/** The contract. */
export const CONTRACT = join(ROOT, 'tests', 'contract')
