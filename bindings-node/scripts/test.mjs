// Runs the built tests with this Node: all of them, or those whose path has one of the words given. With `SDK_TEST_REPORT=path` in the environment the
// results are written there as well, in the form of JUnit.

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
const report = process.env.SDK_TEST_REPORT
const shown = ['--test-reporter=spec', '--test-reporter-destination=stdout']
const reporters = report === undefined ? [] : [...shown, '--test-reporter=junit', `--test-reporter-destination=${report}`]
process.exitCode = spawnSync(process.execPath, ['--test', ...reporters, ...files], { stdio: 'inherit' }).status ?? 1
