// @ts-check
// A small report over all applications: `node examples/status.mjs`. Applications are read one after the other, their versions eight at a time.

import { Client } from 'edgegap-sdk'

const client = new Client({ maxConcurrency: 8, timeout: 60_000 })
const applications = await client.applications.list().toArray()
const rows = await Promise.all(
  applications.map(async ({ name, is_active: isActive }) => {
    const versions = await client.versions.list(name).toArray()
    const active = versions.filter((version) => version.is_active !== false)
    const newest =
      versions
        .map((version) => version.create_time ?? '')
        .sort()
        .at(-1) ?? ''
    return {
      name,
      state: isActive ? 'on' : 'off',
      versions: versions.length,
      active: active.length,
      newest: newest.slice(0, 10) || 'never',
    }
  }),
)
for (const { name, state, versions, active, newest } of rows) {
  console.log(
    `${name.padEnd(24)} ${state.padEnd(4)} ${String(active).padStart(3)} of ${String(versions).padStart(3)} versions active, newest ${newest}`,
  )
}
console.log(`${rows.length} applications`)
