/**
 * Answers to a program that uses a list as an array, most often after an `await`, which has no
 * effect on a list. Otherwise it would silently see an object without items.
 */

const ADVICE = 'Use `for await (const item of list)`, or `const items = await list.collect()`'

/** Makes the properties that only arrays have throw a `TypeError`. The type does not have them. */
export function refuseArrayUse<L extends object>(prototype: L, operation: (list: L) => string): void {
  const refuse = (name: string | symbol, what: string, kind: 'get' | 'value'): void => {
    function refused(this: L): never {
      const message = `${operation(this)} returns a list that reads its pages on demand, not an array: it ${what}`
      const error = new TypeError(`${message}. ${ADVICE}`)
      Error.captureStackTrace(error, refused)
      throw error
    }
    Object.defineProperty(prototype, name, { [kind]: refused, configurable: true })
  }
  for (const name of Object.getOwnPropertyNames(Array.prototype)) {
    if (!(name in prototype)) refuse(name, `has no \`${name}\``, 'value')
  }
  refuse('length', 'has no `length`; `await list.total()` is the number of items, if the service reports it', 'get')
  refuse('0', 'has no item 0; `await list.first()` is the first item', 'get')
  refuse(Symbol.iterator, 'cannot be read or spread without `await`', 'value')
  refuse('toJSON', 'has no JSON', 'value')
}
