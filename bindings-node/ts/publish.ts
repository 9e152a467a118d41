/** `client.publish`: plans of a manifest, their application, and prunes. */

import type { Caller } from './caller.js'
import { validationEnvelope } from './envelope.js'
import { toError } from './failure.js'
import { isObject, isSet } from './foreign.js'
import type { List } from './list.js'
import { manifestQuery, type ManifestCheck, type ManifestOptions, type ManifestSource } from './manifest.js'
import type { CallOptions } from './options.js'
import { Plan, type PlanDocument } from './plan.js'
import type { Step } from './step.js'

/** Options of `plan`. */
export interface PlanOptions extends ManifestOptions {
  /** True to send secrets that cannot be compared, even if nothing else differs. */
  readonly resendSecrets?: boolean | null | undefined
  /** Links to remove: `PROFILE:VERSION` or `STORAGE/PROFILE:VERSION`. */
  readonly unlink?: readonly string[] | null | undefined
  /**
   * True to delete and create versions again to change fields that an update cannot change.
   */
  readonly recreate?: boolean | null | undefined
}

/** Options of `apply`. */
export interface ApplyOptions extends ManifestOptions {
  /**
   * Maximum time until the service reports a new `docker_tag`, in milliseconds. Default 120,000.
   */
  readonly wait?: number | null | undefined
  /** The manifest, for a plan that was read with `Plan.fromJSON`. */
  readonly manifest?: ManifestSource | null | undefined
}

/** Options of `prune`. */
export interface PruneOptions extends ManifestOptions {
  /** True to list the steps without doing any. */
  readonly dryRun?: boolean | null | undefined
  /** Number of the newest versions that stay. Default: that of the manifest. */
  readonly versions?: number | null | undefined
  /** Number of the newest tags that stay. Default: that of the manifest. */
  readonly tags?: number | null | undefined
  /** True to delete old versions, instead of what the manifest says. */
  readonly delete?: boolean | null | undefined
}

/** Publishes what a manifest asks for: plan, apply, prune. */
export class Publish {
  readonly #caller: Caller

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Checks a manifest without sending a request.
   *
   * @param manifest - Path or `file:` URL of the manifest, or `{ text }`.
   * @param options - Values for the manifest.
   * @param callOptions - Time limits, retries, headers and abort signal of this call.
   * @throws {@link ValidationError} The manifest has problems, which the message shows;
   *   `extra.problems` has them all.
   */
  async check(
    manifest: ManifestSource,
    options?: ManifestOptions | null,
    callOptions?: CallOptions,
  ): Promise<ManifestCheck> {
    return await this.#call<ManifestCheck>(
      'publish.check',
      manifestQuery('publish.check', manifest, options, this.check),
      callOptions,
    )
  }

  /**
   * Compares what a manifest asks for with what the account has. Nothing is changed.
   *
   * @example
   * ```ts
   * const plan = await client.publish.plan('edgegap.toml', { set: { TAG: 'b43' } })
   * console.log(String(plan))
   * ```
   * @param manifest - Path or `file:` URL of the manifest, or `{ text }`.
   * @param options - Values for the manifest, and what the plan may do.
   * @param callOptions - Time limits, retries and headers of each request, and an abort signal.
   * @throws {@link ValidationError} The manifest has problems, which the message shows, with all of
   *   them in `extra.problems`; or an existing version has another value of a field that an update
   *   cannot change.
   * @throws {@link EdgegapError} Any other error: authentication, network, time limit.
   */
  async plan(manifest: ManifestSource, options?: PlanOptions | null, callOptions?: CallOptions): Promise<Plan> {
    const query = manifestQuery('publish.plan', manifest, options, this.plan)
    const document = await this.#call<PlanDocument>('publish.plan', query, callOptions)
    return new Plan(document, { manifest: query['manifest'], set: query['set'] })
  }

  /**
   * Applies a plan, step by step, as the list is read. The last step has the totals. Reading the
   * list is what changes the account: leave the loop, and nothing more is changed. A plan is
   * applied once. After an error make a new plan, which has what is left.
   *
   * @example
   * ```ts
   * for await (const step of client.publish.apply(plan)) console.log(step.text)
   * ```
   * @param plan - The plan.
   * @param options - How long to wait for a new tag, and the manifest if the plan was read from a
   *   file.
   * @param callOptions - Time limits, retries and headers of each request, and an abort signal.
   * @throws {@link ConflictError} The account, the service, the manifest or an object has changed
   *   since the plan.
   * @throws {@link ImageError} A new `docker_tag` was not reported in time.
   * @throws {@link ValidationError} The manifest has problems, or is missing for a plan that was
   *   read from a document.
   * @throws {@link EdgegapError} Any other error: authentication, network, time limit.
   */
  apply(plan: Plan, options?: ApplyOptions | null, callOptions?: CallOptions): List<Step> {
    const operation = 'publish.apply'
    const fail = (path: string, message: string): Error =>
      toError(validationEnvelope(operation, path, message), this.apply)
    const read = Plan.read(plan)
    if (read === undefined) throw fail('plan', 'must be a Plan; read a document with `Plan.fromJSON`')
    const query = manifestQuery(operation, undefined, options, this.apply)
    const source = isObject(read.source) ? read.source : {}
    const whole: Record<string, unknown> = { ...source, ...query, plan: read.document }
    if (!isSet(whole['manifest'])) {
      throw fail('manifest', 'is missing: this plan was read from a document, apply(plan, { manifest, set })')
    }
    return this.#caller.list<Step>(operation, {}, whole, callOptions)
  }

  /**
   * Disables or deletes old versions and tags, step by step, as the list is read. The rules are
   * those of `[prune]` in the manifest. Versions are disabled unless the rules or `delete` say
   * otherwise. What the manifest names or protects is never touched. Look at a dry run first.
   *
   * @example
   * ```ts
   * const steps = client.publish.prune('edgegap.toml', { dryRun: true })
   * for await (const step of steps) console.log(step.text)
   * ```
   * @param manifest - Path or `file:` URL of the manifest, or `{ text }`.
   * @param options - Values for the manifest, and other rules than its own.
   * @param callOptions - Time limits, retries and headers of each request, and an abort signal.
   * @throws {@link ConflictError} A version has changed since the list was made.
   * @throws {@link ValidationError} The manifest has problems, or there is no rule.
   * @throws {@link EdgegapError} Any other error: authentication, network, time limit.
   */
  prune(manifest: ManifestSource, options?: PruneOptions | null, callOptions?: CallOptions): List<Step> {
    const query = manifestQuery('publish.prune', manifest, options, this.prune)
    return this.#caller.list<Step>('publish.prune', {}, query, callOptions)
  }

  async #call<T>(operation: string, query: unknown, options: CallOptions | undefined): Promise<T> {
    return await this.#caller.call<T>(operation, { path: {}, query }, options)
  }
}
