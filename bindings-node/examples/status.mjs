// @ts-check
// Prints a report of all applications, with up to eight requests at a time:
//
//     node examples/status.mjs

import { Client } from 'edgegap-sdk'

const client = new Client({ maxConcurrency: 8, timeout: 60_000 })
const applications = await client.applications.list().collect()
const rows = await Promise.all(
  applications.map(async ({ name, is_active: isActive }) => {
    const versions = await client.versions.list(name).collect()
    const active = versions.filter((version) => version.is_active !== false)
    const dates = versions.map((version) => version.create_time ?? '').sort()
    const newest = dates.at(-1)?.slice(0, 10) || 'never'
    return { name, state: isActive ? 'on' : 'off', versions: versions.length, active: active.length, newest }
  }),
)
for (const { name, state, versions, active, newest } of rows) {
  const count = `${String(active).padStart(3)} of ${String(versions).padStart(3)} versions active`
  console.log(`${name.padEnd(24)} ${state.padEnd(4)} ${count}, newest ${newest}`)
}
console.log(rows.length === 1 ? '1 application' : `${rows.length} applications`)
