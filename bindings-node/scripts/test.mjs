// Runs the built tests with this Node: all, or those whose path contains one of the arguments.
// `SDK_TEST_REPORT=path` also writes the results to that file, in the format of JUnit.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const build = fileURLToPath(new URL('../build/', import.meta.url))
const parts = process.argv.slice(2)
const files = readdirSync(build, { recursive: true })
  .filter((name) => /\.test\.m?js$/.test(name) && (parts.length === 0 || parts.some((part) => name.includes(part))))
  .sort()
  .map((name) => build + name)
if (files.length === 0) throw new Error(`no test file in ${build} matches ${parts.join(' or ')}`)
const report = process.env.SDK_TEST_REPORT
if (report !== undefined) mkdirSync(dirname(report), { recursive: true })
const shown = ['--test-reporter=spec', '--test-reporter-destination=stdout']
const junit = ['--test-reporter=junit', `--test-reporter-destination=${report}`]
const reporters = report === undefined ? [] : [...shown, ...junit]
process.exitCode = spawnSync(process.execPath, ['--test', ...reporters, ...files], { stdio: 'inherit' }).status ?? 1
