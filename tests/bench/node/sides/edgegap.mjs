// The SDK.

import { Client } from 'edgegap-sdk'

import { APP, BODY, PAGE } from './request.mjs'

export function open(url, token) {
  const client = new Client({ token, baseUrl: url })
  return {
    get: () => client.applications.get(APP),
    create: () => client.versions.create(APP, BODY),
    list: async () => (await client.versions.list(APP, { limit: PAGE }).pages().next()).value.items,
    all: () => client.versions.list(APP),
  }
}
