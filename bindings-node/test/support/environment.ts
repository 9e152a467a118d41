/**
 * Tests read nothing from the environment: variables of the SDK are removed before a test begins.
 */

/** Variables that a client may read. */
const READ = /^(EDGEGAP_.*|.*_PROXY|SSL_CERT_.*|.*CA_BUNDLE|NODE_EXTRA_CA_CERTS)$/i

delete process.env['EDGEGAP_TOKEN']
delete process.env['EDGEGAP_BASE_URL']
delete process.env['EDGEGAP_LOG']

/** Runs an action with exactly these variables, of those that a client may read. */
export function within<T>(variables: ReadonlyMap<string, string>, action: () => T): T {
  const before = Object.entries(process.env)
  for (const [name] of before) if (READ.test(name)) Reflect.deleteProperty(process.env, name)
  for (const [name, value] of variables) process.env[name] = value
  try {
    return action()
  } finally {
    for (const name of variables.keys()) Reflect.deleteProperty(process.env, name)
    for (const [name, value] of before) process.env[name] = value
  }
}
