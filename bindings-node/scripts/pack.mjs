// Packs the packages to publish:
//
//     node scripts/pack.mjs FOLDER NOTICES SUFFIX=LIBRARY...
//
// FOLDER receives the tarballs. NOTICES is a folder with the licence notices and the bill of
// materials. SUFFIX is a folder of `npm/`, and LIBRARY is the library that cargo built for it. The
// main package has the packages of all targets as optional dependencies.

import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const read = (path) => JSON.parse(readFileSync(path, 'utf8'))
const [folder, notices, ...built] = process.argv.slice(2)
if (notices === undefined || built.length === 0)
  throw new Error('node scripts/pack.mjs FOLDER NOTICES SUFFIX=LIBRARY...')
const out = resolve(folder)
const stage = mkdtempSync(join(tmpdir(), 'edgegap-pack-'))

function pack(name) {
  const cwd = join(stage, name)
  for (const file of ['LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(here(`../${file}`), join(cwd, file))
  for (const file of ['THIRD_PARTY_NOTICES', 'sbom.cdx.json']) copyFileSync(join(notices, file), join(cwd, file))
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', out]
  // On Windows, npm is a script.
  const packed = execFileSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' })
  console.log(join(out, JSON.parse(packed)[0].filename))
}

try {
  mkdirSync(out, { recursive: true })
  const main = read(here('package.json'))
  const targets = read(here('npm/targets.json')).map(({ name }) => [`@edgegap-sdk/${name}`, main.version])
  main.optionalDependencies = Object.fromEntries(targets)
  for (const pair of built) {
    const [suffix, library] = pair.split('=')
    cpSync(here(`npm/${suffix}`), join(stage, suffix), { recursive: true })
    const { name, version, main: file } = read(here(`npm/${suffix}/package.json`))
    if (version !== main.version) throw new Error(`${name} is ${version}, edgegap-sdk is ${main.version}`)
    copyFileSync(library, join(stage, suffix, file))
    if (!(name in main.optionalDependencies)) throw new Error(`${name} is not a target`)
    pack(suffix)
  }
  delete main.scripts
  delete main.devDependencies
  cpSync(here('dist'), join(stage, 'main', 'dist'), { recursive: true })
  copyFileSync(here('README.md'), join(stage, 'main', 'README.md'))
  writeFileSync(join(stage, 'main', 'package.json'), JSON.stringify(main, null, 2) + '\n')
  pack('main')
} finally {
  rmSync(stage, { recursive: true, force: true })
}
