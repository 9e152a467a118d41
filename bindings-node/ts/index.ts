/**
 * SDK for Edgegap's application-management API: applications, versions, container registry tags,
 * endpoint storages (log storages) and pull profiles; and an emulator of that API. A community
 * project, not affiliated with Edgegap.
 *
 * @example
 * ```ts
 * import { Client } from 'edgegap-sdk'
 *
 * const client = new Client() // reads EDGEGAP_TOKEN, and EDGEGAP_BASE_URL for another address
 * for await (const version of client.versions.list('my-game')) console.log(version.name)
 * ```
 *
 * @packageDocumentation
 */

import './native/es-bundle.js'

export { Call } from './call.js'
export { Client } from './client.js'
export type { DryRun, DryRunRequest } from './dry-run.js'
export { Emulator, type AttachOptions, type EmulatorOptions } from './emulator.js'
export { EdgegapError, type Violation } from './error.js'
export type { CallEvent, Listener } from './event.js'
export type { Fault, Hits, InjectedFault, Quota, RequestRecord, SeedTag } from './fault.js'
export type { SignalLike } from './foreign.js'
export * from './generated/index.js'
export type { ImageSource } from './image.js'
export { List } from './list.js'
export type { ManifestCheck, ManifestOptions, ManifestSource, ManifestText, Problem, ProblemPlace } from './manifest.js'
export type { Attempt, Change, Meta, WithMeta } from './meta.js'
export type { Backoff, CallOptions, CommonOptions, Timeouts } from './options.js'
export type { Page } from './page.js'
export {
  Plan,
  type ChangedValue,
  type FieldChange,
  type ItemChange,
  type ItemField,
  type PlanCounts,
  type PlanDocument,
  type PlannedAction,
} from './plan.js'
export type { ApplyOptions, PlanOptions, PruneOptions, Publish } from './publish.js'
export type { ClientOptions } from './settings.js'
export type { ObjectStep, Step, SummaryStep, WaitingStep } from './step.js'
export { VERSION } from './version.js'
