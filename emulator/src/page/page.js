// The page of the emulator. It reads and changes the emulator through the control interface below
// /_emulator only. Everything that comes from the emulator is shown as text.

const ROOT = '/_emulator'
const API = '/_emulator/api/v1'
const MAX_REQUESTS = 5000
const SILENCE = 25_000
const PHONE = matchMedia('(max-width: 50rem)')
/** The faults after which the client has no response. */
const LOST = ['reset', 'truncate', 'stall', 'garbage']
const MASKS = ['***', 'This value is set and encrypted']

const $ = (id) => document.getElementById(id)
const encode = encodeURIComponent

/** Makes an element. Strings among the children are text, and null and false are nothing. */
function make(tag, properties, ...children) {
  const { data, aria, ...rest } = properties ?? {}
  const element = Object.assign(document.createElement(tag), rest)
  for (const [name, value] of Object.entries(aria ?? {})) element.setAttribute(name, value)
  Object.assign(element.dataset, data)
  element.append(...children.flat().filter((child) => child || child === 0))
  return element
}

const button = (textContent, onclick, more) =>
  make('button', { type: 'button', className: 'small', textContent, onclick, ...more })
const span = (className, textContent) => make('span', { className, textContent })
const div = (className, ...children) => make('div', { className }, ...children)
const title = (textContent) => make('h3', { textContent })
const option = (textContent, value = textContent) => make('option', { textContent, value })

// ── requests to the emulator

class Refused extends Error {}

function headers(more) {
  const token = sessionStorage.getItem('token')
  return token ? { ...more, Authorization: `token ${token}` } : more
}

/** Sends a request, and returns the body of its response. */
async function send(method, path, body) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const options = { method, headers: headers({ Accept: 'application/json' }), ...sent }
  const response = await fetch(path, options).catch(() => {
    throw new Error('The emulator does not respond.')
  })
  // Not every response has a body.
  const found = await response.json().catch(() => null)
  if (response.status === 401) askForToken()
  if (!response.ok) throw new Refused(found?.message ?? `The emulator responded with ${response.status}.`)
  return found
}

const control = (method, path, body) => send(method, `${ROOT}/${path}`, body)

let tokenQuestion = null

/** Other machines need a token, which stays in this tab. The result is null without one. */
function askForToken() {
  const text = 'This emulator needs a valid token.'
  tokenQuestion ??= ask({ title: 'Token', text, input: LINE_INPUT, ok: 'Use token' }).then((token) => {
    tokenQuestion = null
    if (token !== null) sessionStorage.setItem('token', token.trim().replace(/^token\s+/i, ''))
    wake()
    return token
  })
  return tokenQuestion
}

/** Runs an action of the user, and shows its result or its error. */
async function act(action, done) {
  try {
    await action()
    if (done) say(done)
  } catch (error) {
    say(error.message)
  }
}

let toastTimer = 0
function say(text) {
  $('toast').textContent = text
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => ($('toast').textContent = ''), 6000)
}

// ── dialog

const [JSON_INPUT, LINE_INPUT] = ['dialog-input', 'dialog-line']

/**
 * Asks for consent, or for a value: `input` is the id of its element. `check` gets the value, and
 * its error is shown. The result is true or the value, or null if the user cancels.
 */
function ask({ title, text = '', input, value = '', ok, check }) {
  const [dialog, error] = [$('dialog'), $('dialog-error')]
  $('dialog-title').textContent = title
  $('dialog-text').textContent = text
  $('dialog-ok').textContent = ok
  error.textContent = ''
  for (const id of [JSON_INPUT, LINE_INPUT]) $(id).hidden = id !== input
  if (input) $(input).value = value
  dialog.showModal()
  const first = $(input ?? 'dialog-cancel')
  first.focus()
  return new Promise((resolve) => {
    const finish = (value) => {
      dialog.onclose = null
      dialog.close()
      resolve(value)
    }
    dialog.onclose = () => resolve(null)
    $('dialog-cancel').onclick = () => finish(null)
    dialog.querySelector('form').onsubmit = async (event) => {
      event.preventDefault()
      const value = input ? first.value : true
      try {
        await check?.(value)
        finish(value)
      } catch (problem) {
        error.textContent = problem.message
        first.focus()
      }
    }
  })
}

// ── tabs

const TABS = ['requests', 'state', 'faults', 'data', 'connect']
const tab = () => TABS.find((name) => location.hash === `#${name}`) ?? 'requests'

function showTab() {
  for (const name of TABS) {
    $(name).hidden = name !== tab()
    const link = document.querySelector(`nav a[href="#${name}"]`)
    link.setAttribute('aria-current', name === tab() ? 'page' : 'false')
  }
  refresh()
}

// ── requests: the list

/** The calls, oldest first. A call has the attempts that its client made. */
let calls = []
let open = new Map()
let count = 0
let rows = []
/** The key of the row that is selected, and the id of the request in the detail. */
let chosen = null
let shown = null
const expanded = new Set()
let paused = false
let waiting = []
let waitingCount = 0

const rowHeight = () => (PHONE.matches ? 52 : 32)

/** True if a client tries the call again after this attempt. */
function isRetried(request) {
  const { status, fault } = request
  return LOST.includes(fault) || status === null || [408, 425, 429].includes(status) || status >= 500
}

function add({ requests, skipped }) {
  if (skipped) calls.push({ note: `${skipped} requests are not shown`, attempts: [] })
  for (const request of requests) {
    const known = open.get(request.call)
    if (known) known.attempts.push(request)
    else calls.push({ attempts: [request] })
    const call = known ?? calls.at(-1)
    if (isRetried(request)) open.set(request.call, call)
    else open.delete(request.call)
    count += 1
  }
  while (count > MAX_REQUESTS) {
    const first = calls.shift()
    count -= first.attempts.length
    if (open.get(first.attempts[0]?.call) === first) open.delete(first.attempts[0].call)
  }
}

/** Keeps requests until the user resumes. Of too many, the oldest are skipped. */
function hold(event) {
  waiting.push(event)
  waitingCount += event.requests.length
  while (waitingCount > MAX_REQUESTS) {
    const { requests, skipped } = waiting.shift()
    waitingCount -= requests.length
    waiting[0].skipped += requests.length + skipped
  }
}

function resume() {
  waiting.forEach(add)
  waiting = []
  waitingCount = 0
}

function clearList() {
  calls = []
  open = new Map()
  waiting = []
  waitingCount = 0
  count = 0
  chosen = null
  expanded.clear()
  closeDetail()
}

/** The condition of the filter. */
function readFilter() {
  const [text, status, operation] = ['filter', 'filter-status', 'filter-operation'].map((id) => $(id).value)
  const part = text.toLowerCase()
  return (request) => {
    if (operation && request.operation !== operation) return false
    if (status === 'bad' && !request.fault && (request.status ?? 500) < 400) return false
    if (status && status !== 'bad' && String(request.status)[0] !== status) return false
    return !part || `${target(request)} ${request.operation}`.toLowerCase().includes(part)
  }
}

/** The rows of the list: the last attempt of each call, and below it all of them. */
function findRows() {
  const matches = readFilter()
  rows = []
  for (let index = calls.length - 1; index >= 0; index -= 1) {
    const { note, attempts } = calls[index]
    if (note) rows.push({ note })
    else if (attempts.some(matches)) {
      const key = String(attempts[0].id)
      rows.push({ key, request: attempts.at(-1), attempts })
      if (attempts.length > 1 && expanded.has(key))
        attempts.forEach((request, at) => rows.push({ key: `${key}/${at}`, request, number: at + 1, parent: key }))
    }
  }
}

let isPlanned = false
function planList() {
  if (isPlanned) return
  isPlanned = true
  requestAnimationFrame(() => {
    isPlanned = false
    if (tab() === 'requests') drawList()
  })
}

function drawList() {
  const list = $('list')
  const height = rowHeight()
  const top = Math.floor(list.scrollTop / height)
  const anchor = rows[top]?.key
  findRows()
  // New rows are above: what the user looks at stays in view.
  const moved = top > 0 && anchor ? rows.findIndex(({ key }) => key === anchor) : -1
  $('space').style.height = `${rows.length * height}px`
  if (moved >= 0) list.scrollTop += (moved - top) * height
  $('no-requests').hidden = rows.length > 0
  $('no-requests').textContent =
    count > 0 ? 'No request matches the filter.' : 'No requests yet. The tab Connect shows how to send some.'
  const held = waiting.reduce((sum, { skipped }) => sum + skipped, waitingCount)
  $('shown').textContent = paused ? `paused, ${held} new` : plural(count, 'request')
  drawRows()
}

const selected = () => rows.findIndex(({ key }) => key && key === chosen)

function drawRows() {
  const list = $('list')
  const height = rowHeight()
  const first = Math.max(0, Math.floor(list.scrollTop / height) - 8)
  const last = Math.min(rows.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + 8)
  const drawn = []
  for (let index = first; index < last; index += 1) drawn.push(drawRow(rows[index], index))
  $('space').replaceChildren(...drawn)
  const current = selected()
  list.setAttribute('aria-activedescendant', current >= first && current < last ? `row-${current}` : '')
}

function drawRow(row, index) {
  const { request, attempts, number } = row
  const aria = { role: 'option', 'aria-selected': String(row.key !== undefined && row.key === chosen) }
  const className = `row${number ? ' attempt' : ''}${row.note ? ' note' : ''}`
  const element = make('div', { className, id: `row-${index}`, aria }, row.note)
  element.style.top = `${index * rowHeight()}px`
  if (row.note) return element
  element.onclick = () => choose(index)
  element.append(
    span('time', clock(request.time)),
    span(`code ${color(request)}`, request.status ?? '—'),
    span('operation', number ? `attempt ${number}` : (request.operation ?? 'unknown')),
    div(
      'badges',
      attempts?.length > 1 && badge(`${attempts.length} attempts`),
      request.fault && badge(request.fault, 'warn'),
    ),
    span('path', target(request)),
    span('took', duration(request.microseconds)),
  )
  return element
}

const target = ({ method, path, query }) => `${method} ${path}${query ? `?${query}` : ''}`
const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})
const clock = (time) => CLOCK.format(new Date(time))
const duration = (us) =>
  us < 1000 ? `${us} µs` : us < 1e6 ? `${(us / 1000).toFixed(1)} ms` : `${(us / 1e6).toFixed(1)} s`
const color = ({ status, fault }) =>
  status === null || status >= 500 ? 'bad' : status >= 400 || fault ? 'warn' : 'good'

function choose(index) {
  const row = rows[index]
  if (!row?.request) return
  chosen = row.key
  if (row.attempts?.length > 1) {
    // The first time opens the detail and the attempts, the second time hides the attempts.
    if (shown === row.request.id && expanded.has(row.key)) expanded.delete(row.key)
    else expanded.add(row.key)
  }
  drawList()
  void showDetail(row.request)
}

function moveTo(index) {
  const row = rows[index]
  if (!row) return
  chosen = row.key ?? chosen
  const list = $('list')
  const top = index * rowHeight()
  list.scrollTop = Math.max(Math.min(list.scrollTop, top), top + rowHeight() - list.clientHeight)
  drawRows()
}

/** The nearest row in a direction that is a request: a note cannot be selected. */
function nearest(index, step) {
  let next = Math.min(rows.length - 1, Math.max(0, index))
  while (rows[next]?.note && rows[next + step]) next += step
  while (rows[next]?.note && rows[next - step]) next -= step
  return next
}

function onListKey(event) {
  const current = selected()
  const row = rows[current]
  const page = Math.floor($('list').clientHeight / rowHeight()) - 1
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length }
  if (event.key in moves) moveTo(nearest(current + moves[event.key], Math.sign(moves[event.key])))
  else if (event.key === 'Enter' && row) choose(current)
  else if (event.key === 'ArrowRight' && row?.attempts?.length > 1) {
    expanded.add(row.key)
    drawList()
  } else if (event.key === 'ArrowLeft' && row) {
    chosen = row.parent ?? row.key
    expanded.delete(chosen)
    drawList()
  } else return
  event.preventDefault()
}

// ── requests: the detail

function closeDetail() {
  if ($('detail').hidden) return
  $('detail').hidden = true
  shown = null
  $('list').focus()
  planList()
}

async function showDetail({ id }) {
  const detail = $('detail')
  shown = id
  let request
  try {
    request = await control('GET', `requests/${id}`)
  } catch (error) {
    return say(error.message)
  }
  if (shown !== id) return
  const call = calls.find(({ attempts }) => attempts.some((attempt) => attempt.id === id))
  const copies = Object.keys(COPY).filter((name) => name === 'curl' || request.operation)
  detail.replaceChildren(
    ...[
      div('bar head', make('h2', { textContent: target(request) }), button('Close', closeDetail)),
      make('p', { className: color(request), textContent: describe(request) }),
      why(request),
      title('Copy as'),
      div(
        'bar',
        copies.map((name) => button(name, () => act(() => copy(COPY[name](request), name)))),
        request.operation && button('Fail the next call with 503', () => failNext(request.operation)),
      ),
      call?.attempts.length > 1 && attemptsOf(call, id),
      part('Body of the request', request.body),
      part('Body of the response', request.response_body),
      table('Headers of the request', request.headers),
      table('Headers of the response', request.response_headers),
    ].filter(Boolean),
  )
  detail.hidden = false
  detail.scrollTop = 0
  detail.focus()
}

function describe({ operation, status, fault, time, microseconds }) {
  const lost = LOST.includes(fault) ? ', response lost' : ''
  const outcome = status === null ? 'not carried out, no response' : `status ${status}${lost}`
  const injected = fault ? `, fault: ${fault}` : ''
  return `${operation ?? 'unknown operation'}, ${outcome}${injected}, in ${duration(microseconds)} at ${time}`
}

/** Why a request was refused: the message, and what else the body says. */
function why({ status, response_body: body }) {
  if (status === null || status < 400) return null
  const lines = [typeof body?.message === 'string' ? body.message : 'The response has no message.']
  for (const [name, value] of Object.entries({ ...body?.errors, ...body?.details }))
    lines.push(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return div('why', ...lines.map((line) => div('', line)))
}

function attemptsOf({ attempts }, id) {
  const items = attempts.map((attempt, index) => {
    const text = `${index + 1}: ${attempt.status ?? 'no response'}${attempt.fault ? `, ${attempt.fault}` : ''}`
    return button(text, () => showDetail(attempt), { disabled: attempt.id === id })
  })
  return div('', title('Attempts of the call'), div('bar', items))
}

function part(name, body) {
  if (body === null || body === undefined) return null
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 2)
  return div('', title(name), make('pre', { textContent: text, tabIndex: 0 }))
}

function table(name, values) {
  const cell = (tag, textContent) => make(tag, { textContent })
  const items = Object.entries(values ?? {}).flatMap(([key, value]) => [cell('dt', key), cell('dd', value)])
  return items.length > 0 && div('', title(name), make('dl', {}, items))
}

const failNext = (operation) =>
  act(
    () => control('POST', 'faults', { operation, kind: 'status', code: 503, times: 1 }),
    `The next ${operation} fails with 503.`,
  )

async function copy(text, name) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // Without https, only this machine has a clipboard.
    const area = make('textarea', { value: text, className: 'offscreen' })
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
  say(`Copied as ${name}.`)
}

// ── code

/** The names in the path of an operation. The name of an image may have slashes. */
function namesIn(path, operation) {
  const parts = path.split('/').slice(2).map(decodeURIComponent)
  const tags = parts.lastIndexOf('tags')
  if (tags < 0 || parts[0] !== 'container-registry')
    return parts.slice(1).filter((_, index) => index % 2 === (parts[0] === 'storage' ? 1 : 0))
  const image = parts.slice(2, tags).join('/')
  return operation.endsWith('delete_tag') ? [image, parts.slice(tags + 1).join('/')] : [image]
}

const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())
const pascal = (name) => camel(`_${name}`)
const quote = (text) =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
const single = (text) => `'${quote(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`
const shell = (text) => `'${text.replace(/'/g, "'\\''")}'`
const isMasked = (value) => MASKS.includes(value)

/** The variable that the code reads instead of a secret. */
const variable = (key) =>
  String(key)
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d|$)/, 'SECRET_')

/** Writes a value in a language. `name` is that of a secret. */
function write(language, value, key, name = key) {
  if (isMasked(value)) return language.secret(variable(name))
  const special = language.special?.(value, key)
  if (special !== undefined) return special
  if (typeof value === 'string') return language.text(value)
  if (Array.isArray(value))
    return language.list(
      value.map((item) => write(language, item, key)),
      key,
    )
  if (value === null || typeof value !== 'object') return language.words?.[value] ?? String(value)
  const field = ([field, item]) =>
    language.field(field, write(language, item, field, field === 'value' ? (value.key ?? field) : field))
  return language.object(Object.entries(value).map(field), key)
}

const PYTHON = {
  secret: (name) => `os.environ["${name}"]`,
  words: { null: 'None', true: 'True', false: 'False' },
  text: quote,
  list: (items) => `[${items.join(', ')}]`,
  object: (fields) => `{${fields.join(', ')}}`,
  field: (name, value) => `${quote(name)}: ${value}`,
}
const TYPESCRIPT = {
  secret: (name) => `process.env.${name} ?? ''`,
  text: single,
  list: PYTHON.list,
  object: (fields) => (fields.length ? `{ ${fields.join(', ')} }` : '{}'),
  field: (name, value) => `${/^[A-Za-z_]\w*$/.test(name) ? name : single(name)}: ${value}`,
}
const CLASSES = { ports: 'NewPort', envs: 'NewEnv', tags: 'string' }
const ENUMS = ['protocol', 'restart_policy', 'source_type', 'output_format']
const KNOWN = 'TCP UDP TCP/UDP HTTP HTTPS WS WSS always never on_failure File Folder TEXT NDJSON'.split(' ')
const CSHARP = {
  secret: (name) => `Environment.GetEnvironmentVariable("${name}")`,
  special(value, key) {
    if (typeof value !== 'string') return undefined
    if (key === 'image') return value === '' ? 'Image.None' : `Image.FromBase64(${quote(value)})`
    if (!ENUMS.includes(key)) return undefined
    if (!KNOWN.includes(value)) return `new ${pascal(key)}(${quote(value)})`
    return `${pascal(key)}.${pascal(value.toLowerCase().replace(/\W/g, '_'))}`
  },
  text: quote,
  list: (items, key) => (items.length ? `new[] { ${items.join(', ')} }` : `new ${CLASSES[key]}[0]`),
  object: (fields, key) => `new ${CLASSES[key]} { ${fields.join(', ')} }`,
  field: (name, value) => `${name === 'port' ? 'Number' : pascal(name)} = ${value}`,
}

/** The fields of each operation that the SDK has. It sends others in `extra_body`. */
let operations = new Map()

/**
 * The parts of a call: the names in the path, the fields, and those that the SDK does not have. A
 * list has the fields of its query.
 */
function partsOf({ path, operation, query, body }) {
  const known = operations.get(operation) ?? []
  const hasBody = body !== null && typeof body === 'object'
  const fields = Object.entries(hasBody ? body : {})
  const isList = operation.includes('.list')
  const pages = [...new URLSearchParams(query ?? '')].flatMap(([name, value]) =>
    ['page', 'limit'].includes(name) ? [[name, parseInt(value, 10) || 1]] : [],
  )
  const extra = fields.filter(([name]) => !known.includes(name))
  return {
    names: namesIn(path, operation),
    hasBody,
    form: isList ? 'list' : /\.(delete|unlink)$/.test(operation) ? 'nothing' : 'value',
    fields: isList ? pages : fields.filter((field) => !extra.includes(field)),
    extra: Object.fromEntries(extra),
    hasExtra: extra.length > 0,
  }
}

const NOTE = 'EDGEGAP_BASE_URL and EDGEGAP_TOKEN have the address and the token.'

const COPY = {
  curl({ method, path, query, body }) {
    const target = `${path}${query ? `?${query}` : ''}`
    const options = `${/[[\]{}]/.test(target) ? ' -g' : ''}${method === 'GET' ? '' : ` -X ${method}`}`
    const lines = [`curl${options} "$EDGEGAP_BASE_URL"${shell(target)}`, '-H "Authorization: token $EDGEGAP_TOKEN"']
    if (body !== null && typeof body === 'object') {
      // A secret is a variable between two parts in single quotes.
      const names = []
      const text = JSON.stringify(body, function (key, value) {
        if (!isMasked(value)) return value
        names.push(variable(key === 'value' ? (this.key ?? key) : key))
        return `\u0000${names.length - 1}\u0000`
      })
      const data = shell(text).replace(/\\u0000(\d+)\\u0000/g, (_, at) => `'"$${names[at]}"'`)
      lines.push('-H "Content-Type: application/json"', `--data-raw ${data}`)
    }
    return `# ${NOTE}\n${lines.join(' \\\n  ')}\n`
  },
  Python(request) {
    const { names, fields, extra, hasExtra, form } = partsOf(request)
    const parts = [...names.map(quote), ...fields.map(([name, value]) => `${name}=${write(PYTHON, value, name)}`)]
    if (hasExtra) parts.push(`extra_body=${write(PYTHON, extra)}`)
    const inline = parts.join(', ')
    const list = inline.length < 70 ? inline : `\n${parts.map((item) => `    ${item},\n`).join('')}`
    const code = `client.${request.operation}(${list})`
    const call = { list: `for item in ${code}:\n    print(item)`, value: `print(${code})`, nothing: code }[form]
    const needs = call.includes('os.environ[') ? 'import os\n\n' : ''
    return `${needs}import edgegap\n\n# ${NOTE}\nclient = edgegap.Client()\n${call}\n`
  },
  TypeScript(request) {
    const { names, hasBody, fields, extra, hasExtra, form } = partsOf(request)
    const parts = names.map(single)
    const object = (fields) => write(TYPESCRIPT, Object.fromEntries(fields))
    const lines = fields.map(([name, value]) => `  ${name}: ${write(TYPESCRIPT, value, name)},\n`)
    if (hasBody) parts.push(`{\n${lines.join('')}}`)
    else if (fields.length) parts.push(object(fields))
    if (hasExtra) parts.push(object([['extraBody', extra]]))
    const code = `client.${camel(request.operation)}(${parts.join(', ')})`
    const list = `for await (const item of ${code}) console.log(item)`
    const call = { list, value: `console.log(await ${code})`, nothing: `await ${code}` }[form]
    return `import { Client } from 'edgegap-sdk'\n\n// ${NOTE}\nconst client = new Client()\n${call}\n`
  },
  'C#'(request) {
    const { names, hasBody, fields, extra, hasExtra, form } = partsOf(request)
    const [resource, name] = request.operation.split('.').map(pascal)
    const parts = names.map(quote)
    const lines = fields.map(([field, value]) => CSHARP.field(field, write(CSHARP, value, field)))
    if (hasExtra) lines.push(`Extra = Newtonsoft.Json.Linq.JObject.Parse(${quote(JSON.stringify(extra))})`)
    const model = resource.slice(0, -1)
    const type = { Create: `New${model}`, Update: `${model}Update`, DeleteTags: 'TagSelection' }[name]
    if (hasBody) parts.push(`new ${type}\n    {\n${lines.map((line) => `        ${line},\n`).join('')}    }`)
    else parts.push(...fields.map(([field, value]) => `${field}: ${value}`))
    const code = `client.${resource}.${name}${form === 'list' ? '' : 'Async'}(${parts.join(', ')})`
    const list = `foreach (var item in await ${code}.ToListAsync())\n        Console.WriteLine(item);`
    const call = { list, value: `Console.WriteLine(await ${code});`, nothing: `await ${code};` }[form]
    const usings = 'using System;\nusing Edgegap.Sdk;\n'
    return `${usings}\n// In an async method. ${NOTE}\nusing (var client = new EdgegapClient())\n{\n    ${call}\n}\n`
  },
}

// ── state

const opened = new Set()

const TEMPLATES = {
  app: { name: 'my-game', is_active: true, image: '' },
  version: {
    name: 'v1',
    docker_repository: 'docker.io',
    docker_image: 'me/my-game',
    docker_tag: 'b1',
    req_cpu: 256,
    req_memory: 512,
    ports: [{ port: 7777, protocol: 'UDP', name: 'game' }],
  },
  storage: {
    name: 'my-logs',
    access_key_id: 'AKIA',
    secret_access_key: '',
    endpoint: 'https://s3.example.com',
    bucket: 'logs',
  },
  profile: { name: 'maps', source: '/maps', source_type: 'Folder', destination: '/srv/maps' },
}

async function drawState() {
  const { applications, storages, images } = await control('GET', 'state')
  const focused = document.activeElement?.dataset?.key
  $('tree').replaceChildren(
    group('applications', 'application', applications.map(application)),
    group(
      'storages',
      'endpoint storage',
      storages.map((storage) => storageOf(storage, applications)),
    ),
    group('images', 'image', Object.entries(images).map(image)),
  )
  // The tree was made again: the focus stays where it was.
  if (focused) [...$('tree').querySelectorAll('[data-key]')].find((element) => element.dataset.key === focused)?.focus()
}

const plural = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`

function branch(key, name, badges, children) {
  const isTop = !key.includes('/')
  const details = make(
    'details',
    { open: isTop !== opened.has(key) },
    make('summary', { data: { key } }, make('span', { className: 'node' }, name, ...badges)),
    children,
  )
  // The groups at the top are open unless closed, the others closed unless opened.
  details.ontoggle = () => (details.open === isTop ? opened.delete(key) : opened.add(key))
  return details
}

/** A branch with the number of its items as its name. */
const group = (key, noun, items) => branch(key, plural(items.length, noun), [], items)
const leaf = (...children) => div('leaf', ...children)
const badge = (text, className = '') => span(`badge ${className}`, text)

const DANGER = { className: 'small danger' }

/** A button of the tree. The key finds it again when the tree is made again. */
function action(key, text, about, onclick, more) {
  return button(text, onclick, { aria: { 'aria-label': `${text} ${about}` }, data: { key }, ...more })
}

/**
 * A branch for an object of the API, with its actions. `more` are the names of the fields that are
 * not its own, and `added` is what can be created in it: a noun, a path and a template.
 */
function objectOf({ key, path, noun, object, more = [], added, badges, children }) {
  const { name, is_active: isActive } = object
  const about = `${noun} ${name}`
  const what = more.length ? `${about} and its ${more.join(' and ')}` : about
  const flip = () =>
    act(() => send('PATCH', path, { is_active: !isActive }), `The ${about} is ${isActive ? 'disabled' : 'enabled'}.`)
  const add = () => create(`New ${added[0]} of ${name}`, `${path}/${added[1]}`, added[2])
  const actions = [
    isActive !== undefined && action(`${key}/active`, isActive ? 'Disable' : 'Enable', about, flip),
    action(`${key}/edit`, 'Edit', about, () => edit(`Edit the ${about}`, path, object, more)),
    added && action(`${key}/new`, `New ${added[0]}`, `of ${name}`, add),
    action(`${key}/delete`, 'Delete', about, () => remove(`the ${what}`, path), DANGER),
  ]
  const state = isActive !== undefined && badge(isActive ? 'active' : 'inactive')
  return branch(key, name, [state, ...badges], [div('leaf bar', actions), ...children])
}

function application(app) {
  const path = `${API}/app/${encode(app.name)}`
  const key = `applications/${app.name}`
  return objectOf({
    key,
    path,
    noun: 'application',
    object: app,
    more: ['versions'],
    added: ['version', 'version', TEMPLATES.version],
    badges: [badge(plural(app.versions.length, 'version'))],
    children: app.versions.map((version) => versionOf(version, key, path)),
  })
}

function versionOf(version, parent, parentPath) {
  const key = `${parent}/${version.name}`
  const { ports = [], envs = [] } = version
  const portOf = ({ port, protocol, name = '' }) => leaf(`${port} ${protocol} ${name}`)
  const envOf = ({ key: name, value, is_hidden: isHidden }) => leaf(`${name} = ${isHidden ? '(hidden)' : value}`)
  return objectOf({
    key,
    path: `${parentPath}/version/${encode(version.name)}`,
    noun: 'version',
    object: version,
    badges: [badge(version.docker_tag)],
    children: [
      leaf(`${version.docker_repository}/${version.docker_image}:${version.docker_tag}`),
      leaf(`${version.req_cpu} CPU units, ${version.req_memory} MB`),
      version.endpoint_storage && leaf(`endpoint storage ${version.endpoint_storage}`),
      group(`${key}/ports`, 'port', ports.map(portOf)),
      group(`${key}/envs`, 'environment variable', envs.map(envOf)),
    ],
  })
}

function storageOf(storage, applications) {
  const path = `${API}/storage/endpoint/${encode(storage.name)}`
  const key = `storages/${storage.name}`
  return objectOf({
    key,
    path,
    noun: 'endpoint storage',
    object: storage,
    more: ['profiles'],
    added: ['pull profile', 'pull-profile', TEMPLATES.profile],
    badges: [badge(storage.bucket), badge(plural(storage.profiles.length, 'pull profile'))],
    children: storage.profiles.map((profile) => profileOf(profile, key, path, applications)),
  })
}

function profileOf(profile, parent, parentPath, applications) {
  const path = `${parentPath}/pull-profile/${encode(profile.name)}`
  const key = `${parent}/${profile.name}`
  const linkPath = ([app, version]) => `${path}/app/${encode(app)}/version/${encode(version)}`
  const isLinked = (app, version) => profile.links.some((link) => link.app === app && link.version === version)
  const all = applications.flatMap(({ name: app, versions }) => versions.map(({ name: version }) => [app, version]))
  const free = all.filter((names) => !isLinked(...names))
  const about = `the pull profile ${profile.name} with a version`
  const select = make(
    'select',
    { aria: { 'aria-label': `Version to link ${about}` }, data: { key: `${key}/version` } },
    free.map((names, index) => option(names.join(' '), index)),
  )
  const link = () => act(() => send('PUT', linkPath(free[select.value])), 'Linked.')
  const links = profile.links.map((link) => {
    const names = [link.app, link.version]
    const unlink = () => act(() => send('DELETE', linkPath(names)), 'Unlinked.')
    const name = names.join(' ')
    return leaf(`linked with ${name}`, action(`${key}/${names.join('/')}`, 'Unlink', name, unlink))
  })
  return objectOf({
    key,
    path,
    noun: 'pull profile',
    object: profile,
    more: ['links'],
    badges: [badge(plural(profile.links.length, 'link'))],
    children: [
      leaf(`${profile.source_type} ${profile.source} to ${profile.destination}`),
      ...links,
      free.length > 0 && leaf(select, action(`${key}/link`, 'Link', about, link)),
    ],
  })
}

function image([name, tags]) {
  const key = `images/${name}`
  const items = tags.map(({ tag, size_mb: size }) => {
    const path = `${API}/container-registry/images/${encode(name)}/tags/${encode(tag)}`
    const drop = () => remove(`the tag ${tag} of ${name}`, path)
    const more = size === undefined ? null : badge(`${size} MB`)
    return leaf(tag, more, action(`${key}/${tag}`, 'Delete', `tag ${tag}`, drop, DANGER))
  })
  return branch(key, name, [badge(plural(tags.length, 'tag'))], items)
}

const parse = (text) => {
  const value = JSON.parse(text)
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Error('The value must be a JSON object.')
  return value
}

async function create(title, path, template) {
  const check = (text) => send('POST', path, parse(text))
  if (await ask({ title, input: JSON_INPUT, value: JSON.stringify(template, null, 2), ok: 'Create', check }))
    say('Created.')
}

/** Edits the fields that can be shown. Only those that differ are sent. */
async function edit(title, path, object, without) {
  const fixed = ['create_time', 'last_updated', 'req_cpu', 'req_memory', 'req_video', ...without]
  const shown = Object.fromEntries(
    Object.entries(object).filter(([name, value]) => !fixed.includes(name) && !isMasked(value)),
  )
  const check = async (text) => {
    const changed = Object.entries(parse(text)).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(shown[name]),
    )
    if (changed.length > 0) await send('PATCH', path, Object.fromEntries(changed))
  }
  const text = 'Only the fields that differ are sent. A field that is removed stays as it is.'
  const value = JSON.stringify(shown, null, 2)
  if (await ask({ title, text, input: JSON_INPUT, value, ok: 'Save', check })) say('Saved.')
}

async function remove(what, path) {
  if (await ask({ title: 'Delete', text: `Delete ${what}?`, ok: 'Delete' }))
    await act(() => send('DELETE', path), 'Deleted.')
}

// ── faults

/** The kinds of faults, each with its number: the field, its unit and its default. */
const KINDS = [
  ['latency', 'The response is delayed.', 'ms', 'ms', 500],
  ['status', 'The response has another status.', 'code', 'status', 503],
  ['reset', 'The connection is reset without a response.'],
  ['truncate', 'The response is cut off in the middle.'],
  ['stall', 'No response, and the connection stays open.'],
  ['garbage', 'The response is not HTTP.'],
  ['settle', 'A changed tag of a version reads back empty at first.', 'reads', 'reads', 2],
  ['ignored', 'An update is answered with 200, and changes nothing.'],
  ['rate_limit', 'Calls beyond a number in a second are answered with 429.', 'calls', 'calls', 5],
  ['eventual_list', 'Lists do not show new objects yet.', 'ms', 'ms', 3000],
]

let active = []

function drawKinds() {
  const items = KINDS.map(([kind, what, field, unit, value]) => {
    const input = field && make('input', { type: 'number', id: `kind-${kind}`, value, min: 1, required: true })
    const flip = button('', () => switchFault(kind, field, input), { id: `switch-${kind}`, aria: { role: 'switch' } })
    const label = make('label', {}, input && [input, ` ${unit}`])
    return div('kind', make('strong', { textContent: kind }), span('what', what), label, flip)
  })
  $('kinds').replaceChildren(...items)
  showSwitches([])
}

function showSwitches(inForce) {
  for (const [kind] of KINDS) {
    const isOn = inForce.some((fault) => fault.kind === kind)
    const flip = $(`switch-${kind}`)
    flip.textContent = isOn ? 'On' : 'Off'
    flip.setAttribute('aria-checked', String(isOn))
    flip.setAttribute('aria-label', `${kind}: ${flip.textContent}`)
  }
}

/** Injects a fault with the values of the form, or ends those of its kind. */
function switchFault(kind, field, input) {
  const own = active.filter((fault) => fault.kind === kind && fault.is_active)
  if (own.length > 0)
    return act(() => Promise.all(own.map(({ id }) => control('DELETE', `faults/${id}`))), `${kind} is off.`)
  if (input && !input.reportValidity()) return undefined
  const fault = { kind, operation: $('fault-operation').value, when: $('fault-when').value }
  if (field) fault[field] = Number(input.value)
  if (kind === 'rate_limit') fault.ms = 1000
  for (const name of ['name', 'times', 'chance']) {
    const { value } = $(`fault-${name}`)
    if (value) fault[name] = name === 'name' ? value : Number(value)
  }
  return act(() => control('POST', 'faults', fault), `${kind} is on.`)
}

async function readFaults() {
  active = (await control('GET', 'faults')).faults
  const inForce = active.filter((fault) => fault.is_active)
  $('fault-count').hidden = inForce.length === 0
  $('fault-count').textContent = String(inForce.length)
  showSwitches(inForce)
  const items = active.map(({ id, kind, operation, hits, is_active: isActive, when, skip, ...rest }) => {
    const all = { ...(when === 'after' && { when }), ...(skip && { skip }), ...rest }
    const more = Object.entries(all).map(([name, value]) => `, ${name} ${value}`)
    const text = `${kind} on ${operation === '*' ? 'all operations' : operation}${more.join('')}`
    const end = action(`fault/${id}`, 'End', text, () => act(() => control('DELETE', `faults/${id}`)))
    return make(
      'li',
      {},
      span('what', text),
      badge(plural(hits, 'hit'), hits && 'warn'),
      !isActive && badge('over'),
      end,
    )
  })
  if (items.length === 0) items.push(make('li', { className: 'quiet', textContent: 'No faults.' }))
  $('active').replaceChildren(...items)
}

// ── data

async function readQuota() {
  const quota = await control('GET', 'quota')
  // Not while the user edits it.
  if ($('quota').matches(':focus-within')) return
  for (const name of ['applications', 'versions']) $('quota').elements[name].value = quota[name] ?? ''
}

function form(id, submit, done) {
  $(id).onsubmit = (event) => {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.target))
    void act(() => submit(values), done)
  }
}

const words = (text) => text.split(/[\s,]+/).filter(Boolean)
const orNull = (text) => (text === '' ? null : Number(text))

async function loadFile(file) {
  await act(async () => {
    const scene = await file
      .text()
      .then(JSON.parse)
      .catch(() => {
        throw new Error(`${file.name} is not JSON.`)
      })
    await control('PUT', 'state', scene)
  }, `${file.name} is loaded.`)
}

async function saveFile() {
  const state = await control('GET', 'state')
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(state, null, 2)}\n`], { type: 'application/json' }))
  make('a', { href: url, download: 'scene.json' }).click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

function prepareData() {
  $('demo').onclick = () => act(() => control('PUT', 'state', 'demo'), 'The demo is loaded.')
  $('save').onclick = () => act(saveFile)
  $('file').onchange = async ({ target }) => {
    if (target.files[0]) await loadFile(target.files[0])
    target.value = ''
  }
  const drop = $('drop')
  for (const name of ['dragover', 'dragleave', 'drop']) {
    drop.addEventListener(name, (event) => {
      event.preventDefault()
      drop.classList.toggle('over', name === 'dragover')
      if (name === 'drop' && event.dataTransfer.files[0]) void loadFile(event.dataTransfer.files[0])
    })
  }
  form('tags', ({ image, tags }) => control('POST', 'tags', { image, tags: words(tags) }), 'The tags are added.')
  const setQuota = ({ applications, versions }) =>
    control('PUT', 'quota', { applications: orNull(applications), versions: orNull(versions) })
  form('quota', setQuota, 'The quota is set.')
  const setTokens = async ({ tokens }) => {
    await control('PUT', 'tokens', { tokens: words(tokens) })
    $('tokens').reset()
  }
  form('tokens', setTokens, 'The tokens are replaced.')
  $('reset').onclick = async () => {
    const text = 'Remove all objects, tags, requests, faults and quotas?'
    if (await ask({ title: 'Reset', text, ok: 'Reset' }))
      await act(() => control('POST', 'reset'), 'The emulator has its initial state.')
  }
}

// ── connect

function drawWays() {
  const url = location.origin
  const token = 'emulator-token'
  const docker = `--env EDGEGAP_BASE_URL=http://host.docker.internal:${location.port}`
  const ways = {
    'POSIX shell': `export EDGEGAP_BASE_URL=${url} EDGEGAP_TOKEN=${token}`,
    fish: `set -gx EDGEGAP_BASE_URL ${url}\nset -gx EDGEGAP_TOKEN ${token}`,
    PowerShell: `$env:EDGEGAP_BASE_URL = '${url}'\n$env:EDGEGAP_TOKEN = '${token}'`,
    cmd: `set EDGEGAP_BASE_URL=${url}\nset EDGEGAP_TOKEN=${token}`,
    Program: `edgegap apps list --emulator=${url}`,
    Python: `client = edgegap.Client(base_url="${url}", token="${token}")`,
    TypeScript: `const client = new Client({ baseUrl: '${url}', token: '${token}' })`,
    'C#': `var client = new EdgegapClient(new ClientOptions { BaseUrl = "${url}", Token = "${token}" });`,
    Rust: `let client = Client::builder().base_url("${url}").token("${token}").build()?;`,
    curl: `curl -H "Authorization: token ${token}" ${url}/v1/apps`,
    'Docker, from a container to this machine': `docker run ${docker} --env EDGEGAP_TOKEN=YOUR_TOKEN IMAGE`,
  }
  const blocks = Object.entries(ways).map(([name, text]) => {
    const copier = action(name, 'Copy', `for ${name}`, () => copy(text, name))
    return div('', make('h2', { className: 'bar' }, name, copier), make('pre', { textContent: text, tabIndex: 0 }))
  })
  $('ways').replaceChildren(...blocks)
}

// ── events

const READERS = { faults: readFaults, quota: readQuota, state: drawState }
const changed = new Set()
let isReading = false

/** Reads again what changed, as far as it is shown. */
async function refresh() {
  if (isReading) return
  isReading = true
  try {
    for (;;) {
      const isShown = { state: tab() === 'state', quota: tab() === 'data', faults: true }
      const next = [...changed].find((name) => isShown[name])
      if (!next) break
      changed.delete(next)
      await READERS[next]()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  } catch (error) {
    if (!(error instanceof Refused)) return
    say(error.message)
  } finally {
    isReading = false
  }
  if (tab() === 'requests') planList()
}

let instance = null
let last = 0

function onEvent(name, id, data) {
  if (name === 'hello') {
    if (instance && instance !== data.instance) {
      clearList()
      last = 0
      say('The emulator was started again.')
    }
    instance = data.instance
    Object.keys(READERS).forEach((part) => changed.add(part))
    connected(true)
    void refresh()
    if (operations.size === 0) void act(readOperations)
  } else if (name === 'requests') {
    last = id
    if (paused) hold(data)
    else add(data)
    planList()
  } else if (name === 'changed') {
    data.what.forEach((part) => changed.add(part))
    if (changed.delete('requests')) {
      clearList()
      planList()
    }
    void refresh()
  }
}

let isConnected = false
function connected(isIt, why = 'The emulator does not respond. The page tries to reach it again.') {
  isConnected = isIt
  $('status').textContent = isIt ? 'Connected' : 'Not connected'
  $('status').classList.toggle('on', isIt)
  $('banner').hidden = isIt
  // A text that is set again would be read out again.
  if (!isIt && $('banner').textContent !== why) $('banner').textContent = why
}

/** Reads events until the stream ends, or is silent for longer than its pings allow. */
async function readEvents() {
  const silence = new AbortController()
  let timer = 0
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(() => silence.abort(), SILENCE)
  }
  wait()
  try {
    const response = await fetch(`${ROOT}/events`, {
      headers: headers({ 'Last-Event-ID': String(last) }),
      cache: 'no-store',
      signal: silence.signal,
    })
    if (response.status === 401) throw new Refused('The emulator needs a valid token.')
    if (!response.ok) throw new Error(`status ${response.status}`)
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      wait()
      const events = (text + value).split('\n\n')
      text = events.pop()
      events.forEach(readEvent)
    }
  } finally {
    clearTimeout(timer)
  }
}

function readEvent(event) {
  const fields = Object.fromEntries(
    event.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  if (fields.event) onEvent(fields.event, Number(fields.id), JSON.parse(fields.data))
}

let wake = () => {}

async function follow() {
  let delay = 250
  for (;;) {
    let why
    let isTokenMissing = false
    try {
      await readEvents()
    } catch (error) {
      if (error instanceof Refused) {
        why = error.message
        isTokenMissing = (await askForToken()) === null
      }
    }
    if (isConnected) delay = 250
    connected(false, why)
    const again = button('Enter a token', () => wake())
    if (isTokenMissing) $('banner').append(' ', again)
    await new Promise((resolve) => {
      wake = resolve
      // Without a token, the next attempt is up to the user.
      if (!isTokenMissing) setTimeout(resolve, delay)
    })
    delay = Math.min(delay * 2, 4000)
  }
}

// ── start

/** Reads the operations and their fields, once. */
async function readOperations() {
  const { paths, components } = await control('GET', 'openapi/api.json')
  const fieldsOf = ({ requestBody }) => {
    const name = requestBody?.content['application/json'].schema.$ref?.split('/').at(-1)
    return Object.keys(components.schemas[name]?.properties ?? {})
  }
  const all = Object.values(paths).flatMap((path) => Object.values(path))
  operations = new Map(all.map((operation) => [operation.operationId, fieldsOf(operation)]))
  for (const id of ['filter-operation', 'fault-operation']) {
    const [any] = $(id).options
    $(id).replaceChildren(any, ...[...operations.keys()].map((name) => option(name)))
  }
}

function start() {
  $('list').onscroll = drawRows
  $('list').onkeydown = onListKey
  for (const id of ['filter', 'filter-status', 'filter-operation']) $(id).oninput = planList
  $('pause').onclick = ({ target }) => {
    paused = !paused
    target.setAttribute('aria-pressed', String(paused))
    target.textContent = paused ? 'Resume' : 'Pause'
    if (!paused) resume()
    planList()
  }
  $('clear').onclick = () => act(() => control('DELETE', 'requests'))
  $('add-app').onclick = () => create('New application', `${API}/app`, TEMPLATES.app)
  $('add-storage').onclick = () => create('New endpoint storage', `${API}/storage/endpoint`, TEMPLATES.storage)
  $('end-faults').onclick = () => act(() => control('DELETE', 'faults'), 'All faults are ended.')
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
    if (event.key === 'Escape' && !$('dialog').open) closeDetail()
    if (event.key === '/' && !isTyping && tab() === 'requests') {
      event.preventDefault()
      $('filter').focus()
    }
  })
  new ResizeObserver(() => tab() === 'requests' && drawRows()).observe($('list'))
  PHONE.onchange = planList
  addEventListener('hashchange', showTab)
  drawKinds()
  drawWays()
  prepareData()
  showTab()
  void follow()
}

start()
