/** Names of settings and options in TypeScript and on the boundary. */

/** Names in TypeScript, each with the name on the boundary. */
export type Names = Readonly<Record<string, string>>

/** Options of a call. */
export const OPTIONS: Names = {
  timeout: 'timeout_ms',
  maxRetries: 'max_retries',
  backoff: 'backoff_ms',
  headers: 'headers',
  extraQuery: 'extra_query',
  extraBody: 'extra_body',
}

/** Settings of a client, including the options of its calls. */
export const SETTINGS: Names = {
  token: 'token',
  baseUrl: 'base_url',
  allowHttp: 'allow_http',
  caFile: 'ca_file',
  proxy: 'proxy',
  maxConcurrency: 'max_concurrency',
  maxBodyBytes: 'max_body_bytes',
  readOnly: 'read_only',
  allowApps: 'allow_apps',
  userAgent: 'user_agent',
  onEvent: 'onEvent',
  ...OPTIONS,
}

/** The name on the boundary. The core reports an unknown name, which stays as it is. */
export function toBoundaryName(names: Names, name: string): string {
  if (Object.hasOwn(names, name)) return names[name] ?? name
  const meant = Object.keys(names).find((own) => names[own] === name)
  return meant === undefined ? name : `${name} (written ${meant} here)`
}
