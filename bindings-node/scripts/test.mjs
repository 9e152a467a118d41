// Runs the built tests with this Node: all of them, or those whose path has one of the words given.

import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const build = fileURLToPath(new URL('../build/', import.meta.url))
const words = process.argv.slice(2)
const files = readdirSync(build, { recursive: true })
  .filter((name) => /\.test\.m?js$/.test(name) && (words.length === 0 || words.some((word) => name.includes(word))))
  .sort()
  .map((name) => build + name)
if (files.length === 0) throw new Error(`no test in ${build} has ${words.join(' or ')} in its name`)
process.exitCode = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' }).status ?? 1
