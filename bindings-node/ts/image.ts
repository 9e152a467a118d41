/** Icons of applications: text, bytes or a file. */

import { fileURLToPath } from 'node:url'

import { isBytes, textOfUrl } from './foreign.js'
import { entries, got, keys, unsendable } from './json.js'

/**
 * An image: text is base64 (a `data:` prefix is dropped, `''` is no image), bytes are its content, a `file:` URL or `{ path }` is a file that is
 * read when the call is made.
 */
export type ImageSource = string | Uint8Array | URL | { readonly path: string }

/** The body with its member `image` as the boundary has it. */
export function withImage(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || keys(body) === undefined) return body
  const image = got(body, 'image')
  if (typeof image !== 'object' || image === null) return body
  return { ...Object.fromEntries(entries(body)), image: written(image) }
}

function written(image: object): unknown {
  if (isBytes(image)) return base64(image)
  const url = textOfUrl(image)
  if (url === undefined) return image
  try {
    return { path: fileURLToPath(url) }
  } catch {
    // Of another scheme, on another machine, or with a slash within a name.
    return unsendable('a URL of something else than a file of this machine')
  }
}

function base64(bytes: Uint8Array): unknown {
  try {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  } catch {
    return unsendable('bytes that were transferred to somebody else')
  }
}
