// The target of this machine: the name of its package, and the library that cargo builds.

import { readFileSync } from 'node:fs'

const targets = JSON.parse(readFileSync(new URL('../npm/targets.json', import.meta.url), 'utf8'))
const { platform, arch } = process
// With the network included, Node looks up the name of every address.
process.report.excludeNetwork = true
const isMusl = process.report.getReport().header.glibcVersionRuntime === undefined
const libc = platform !== 'linux' ? null : isMusl ? 'musl' : 'glibc'
const own = targets.find((target) => target.platform === platform && target.arch === arch && target.libc === libc)
if (own === undefined) throw new Error(`there is no package for ${platform} ${arch}`)

export const { name: suffix, library } = own
