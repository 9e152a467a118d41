// Makes calls with the installed package, on the emulator that it contains.

const assert = require('node:assert/strict')

const { ConflictError, Emulator, VERSION } = require('edgegap-sdk')

async function main() {
  const emulator = await Emulator.start()
  const client = emulator.client()
  await client.applications.create({ name: 'my-game', is_active: true, image: '' })
  await assert.rejects(client.applications.create({ name: 'my-game', is_active: true, image: '' }), ConflictError)
  const names = (await client.applications.list().collect()).map(({ name }) => name)
  assert.deepEqual(names, ['my-game'])
  await emulator.stop()
  console.log(`edgegap-sdk ${VERSION} works on ${process.platform} ${process.arch}`)
}

main()
