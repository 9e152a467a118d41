// The task of `pool.test.mjs`.

import { Client } from 'edgegap-sdk'

export default async function create({ url, token, name }) {
  const client = new Client({ baseUrl: url, token })
  return (await client.applications.create({ name, is_active: true, image: '' })).name
}
