// Packs what is published into a folder: `node scripts/pack.mjs FOLDER PAPERS ENDING=LIBRARY...`, where the folder PAPERS has the notices and the bill of
// materials, an ending is one of `npm/` and a library is what cargo built for it. The main package names just these platforms: one that cannot be installed would be a warning at every install.

import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const read = (path) => JSON.parse(readFileSync(path, 'utf8'))
const [folder, papers, ...built] = process.argv.slice(2)
if (papers === undefined || built.length === 0) throw new Error('node scripts/pack.mjs FOLDER PAPERS ENDING=LIBRARY...')
const out = resolve(folder)
const stage = mkdtempSync(join(tmpdir(), 'edgegap-pack-'))

function pack(name) {
  for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(here(`../${licence}`), join(stage, name, licence))
  for (const paper of ['THIRD_PARTY_NOTICES', 'sbom.cdx.json']) copyFileSync(join(papers, paper), join(stage, name, paper))
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', out], {
    cwd: join(stage, name),
    encoding: 'utf8',
  })
  console.log(join(out, JSON.parse(packed)[0].filename))
}

try {
  mkdirSync(out, { recursive: true })
  const main = read(here('package.json'))
  main.optionalDependencies = {}
  for (const pair of built) {
    const [ending, library] = pair.split('=')
    cpSync(here(`npm/${ending}`), join(stage, ending), { recursive: true })
    const { name, version, main: file } = read(here(`npm/${ending}/package.json`))
    if (version !== main.version) throw new Error(`${name} is ${version}, edgegap-sdk is ${main.version}`)
    copyFileSync(library, join(stage, ending, file))
    main.optionalDependencies[name] = version
    pack(ending)
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
