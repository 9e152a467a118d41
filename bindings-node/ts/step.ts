/** The steps of an apply or a prune: what was done, what is waited for, and the totals. */

/** The step of one object. */
export interface ObjectStep {
  /** `planned`: it would be changed, and nothing was sent. */
  readonly kind: 'planned' | 'done'
  /** Kind of the object. */
  readonly object: 'application' | 'storage' | 'profile' | 'version' | 'link' | 'tag'
  /** Name for display: `dev`, `logs/balance`, `logs/balance:dev`. */
  readonly name: string
  /** What is done. `recreate`: a version is deleted and created again. */
  readonly action: 'create' | 'update' | 'recreate' | 'link' | 'unlink' | 'disable' | 'delete'
  /** Names of the fields that were updated. */
  readonly fields?: readonly string[]
  /** The new `docker_tag` of a version, once the service has taken it over. */
  readonly docker_tag?: string
  /** False if there was nothing to do: a link to remove did not exist. */
  readonly changed: boolean
  /** Duration of the step in milliseconds, waits included. */
  readonly elapsed_ms: number
  /** The step as a line. */
  readonly text: string
}

/** A version whose new `docker_tag` the service has not taken over. More steps of it follow. */
export interface WaitingStep {
  readonly kind: 'waiting'
  /** Kind of the object. */
  readonly object: 'version'
  /** Name of the version. */
  readonly name: string
  /** The `docker_tag` that is waited for. */
  readonly wanted: string
  /** The `docker_tag` that the service shows. Empty while it takes over the new one. */
  readonly live: string
  /** Time since the wait began, in milliseconds. */
  readonly elapsed_ms: number
  /** Time after which the wait ends with an `ImageError`, in milliseconds. */
  readonly timeout_ms: number
  /** The step as a line. */
  readonly text: string
}

/** The totals, when everything is done. The last step. */
export interface SummaryStep {
  readonly kind: 'summary'
  /** True for a prune. */
  readonly is_prune: boolean
  /** Objects that were created. */
  readonly created: number
  /** Objects that were updated. */
  readonly changed: number
  /** Versions that were deleted and created again. */
  readonly recreated: number
  /** Links that were sent. They may have existed. */
  readonly linked: number
  /** Links that were removed. */
  readonly unlinked: number
  /** Versions that were disabled. */
  readonly disabled: number
  /** Objects that were deleted. */
  readonly deleted: number
  /** Duration in milliseconds, waits included. */
  readonly elapsed_ms: number
  /** HTTP exchanges. */
  readonly requests: number
  /** Exchanges that repeated another one. */
  readonly retries: number
  /** The totals as a sentence. */
  readonly text: string
}

/** A step of an apply or a prune. Its `kind` says which one. */
export type Step = ObjectStep | WaitingStep | SummaryStep
