/** Icons of applications: a string, bytes or a file. */

import { fileURLToPath } from 'node:url'

import { getBytes, getHref, peek } from './foreign.js'
import { describeClass, entries, keys, readProperty, Unsendable } from './json.js'

/**
 * An image. A string is base64: a `data:` prefix is removed, and `''` means no image. Bytes, such
 * as a `Buffer` or an `ArrayBuffer`, are the content of the image. A `file:` URL or `{ path }` is a
 * file, which is read when the call is made.
 */
export type ImageSource =
  string | Uint8Array | Uint8ClampedArray | DataView | ArrayBufferLike | URL | { readonly path: string }

/** Converts the field `image` of a body to the form of the boundary. */
export function withImage(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || keys(body) === undefined) return body
  const image = readProperty(body, 'image')
  if (typeof image !== 'object' || image === null) return body
  return { ...Object.fromEntries(entries(body)), image: encodeImage(image) }
}

function encodeImage(image: object): unknown {
  const bytes = encodeBytes(image)
  if (bytes !== undefined) return bytes
  if (typeof peek(image, 'arrayBuffer') === 'function') {
    return new Unsendable(`${describeClass(image)}: pass what its arrayBuffer() resolves to`)
  }
  const url = getHref(image)
  if (url === undefined) return image
  try {
    // On Windows, the path of a URL with a host would be that of a share on another machine.
    if (new URL(url).host === '') return { path: fileURLToPath(url) }
  } catch {
    // Another scheme, or an encoded slash in a name.
  }
  return new Unsendable('a URL that is not a local file')
}

function encodeBytes(image: object): unknown {
  try {
    const bytes = getBytes(image)
    return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  } catch {
    return new Unsendable('bytes of a transferred buffer')
  }
}
