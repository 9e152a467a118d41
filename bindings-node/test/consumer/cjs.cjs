// CommonJS.

const assert = require('node:assert/strict')
const { Client, Emulator, VERSION } = require('edgegap-sdk')
const { useEmulator } = require('edgegap-sdk/testing')

async function main() {
  const emulator = await Emulator.start()
  const client = new Client({ token: emulator.token, baseUrl: emulator.url })
  assert.deepEqual(await client.applications.list().collect(), [])
  assert.equal(VERSION, require('edgegap-sdk/package.json').version)
  assert.throws(() => useEmulator({}), /hooks\.beforeAll or hooks\.before must be a function/)
  console.log('cjs')
}

main()
