/** Plans: what has to change so that the account has what a manifest asks for. */

import { validationEnvelope } from './envelope.js'
import { toError } from './failure.js'
import { isObject, peek } from './foreign.js'
import { isArray, isLiteral } from './json.js'

/** A value before and after. A secret is `***`, a long string is cut. */
export interface ChangedValue {
  /** The value that the service has. Null is no value. */
  readonly from?: unknown
  /** The value that it is given. */
  readonly to?: unknown
}

/** A field of an item that differs. */
export interface ItemField extends ChangedValue {
  /** Name of the field. */
  readonly name: string
}

/** An item of a list of objects, such as a port or a variable. */
export interface ItemChange {
  /** What identifies the item within its list: `7777/UDP`, `GAME_MODE`. */
  readonly key: string
  /** What happens to it. `hidden`: the service does not show its value. */
  readonly state: 'added' | 'changed' | 'removed' | 'hidden'
  /** Its fields that differ. */
  readonly fields?: readonly ItemField[]
}

/**
 * A field of an object of a plan. Lists of objects, and fields that are not shown, have no values.
 */
export interface FieldChange extends ChangedValue {
  /** Name of the field. */
  readonly name: string
  /**
   * `same`: it is sent together with another field. `hidden`: the service does not show its value.
   */
  readonly state: 'changed' | 'same' | 'hidden'
  /** True if its value is sent. */
  readonly sent: boolean
  /** Number of items of a list of objects that are the same. Absent for 0. */
  readonly same?: number
  /** Items of a list of objects that differ, or cannot be compared. */
  readonly items?: readonly ItemChange[]
}

/** One object of a plan. */
export interface PlannedAction {
  /** Kind of the object. */
  readonly object: 'application' | 'storage' | 'profile' | 'version' | 'link'
  /** Name for display: `dev`, `logs/balance`, `logs/balance:dev`. */
  readonly name: string
  /** The names that identify the object: `['logs', 'balance']`. */
  readonly path: readonly string[]
  /** What is done. `recreate`: a version is deleted and created again. */
  readonly action: 'create' | 'update' | 'recreate' | 'unchanged' | 'link' | 'unlink'
  /** Fields that differ, that are sent, or that cannot be compared. */
  readonly fields?: readonly FieldChange[]
  /** Time of the last change of an existing object, RFC 3339. */
  readonly last_updated?: string
}

/** The number of changes of a plan. */
export interface PlanCounts {
  /** Objects that are created. A version that is created again counts here and as deleted. */
  readonly create: number
  /** Objects that are updated. */
  readonly change: number
  /** Objects and links that are deleted. */
  readonly delete: number
  /** Calls that change something, those for links included. */
  readonly calls: number
}

/** A plan as JSON, for a plan file. It has no secrets, and further fields. */
export interface PlanDocument {
  /** Format of the document. */
  readonly format: 'edgegap.plan/1'
  /** Name of the application. */
  readonly app: string
  /** All objects of the manifest, in the order in which they are changed. */
  readonly actions: readonly PlannedAction[]
  /** The number of changes. */
  readonly counts: PlanCounts
  /** Versions that are left out, because their name has a variable that is not set. */
  readonly left_out?: readonly string[]
  /** What the program `edgegap plan` prints. */
  readonly text: string
}

const FORMAT = 'edgegap.plan/1'

/**
 * What has to change so that the account has what a manifest asks for. It has no secrets. As a
 * string it is what the program `edgegap plan` prints. A plan remembers its manifest, so that
 * `apply` needs no arguments; one that was read with `Plan.fromJSON` does not.
 */
export class Plan {
  readonly #document: PlanDocument
  readonly #source: unknown

  /** @internal */
  constructor(document: PlanDocument, source?: unknown) {
    this.#document = document
    this.#source = source
  }

  /** True if the value is a `Plan`. */
  static #is(value: unknown): value is Plan {
    return isObject(value) && #document in value
  }

  /**
   * The document of a plan and what it remembers of its manifest; undefined for another value.
   *
   * @internal
   */
  static read(value: unknown): { document: PlanDocument; source: unknown } | undefined {
    return Plan.#is(value) ? { document: value.#document, source: value.#source } : undefined
  }

  /**
   * Reads a plan from its JSON document, for example from a plan file of the program.
   *
   * @throws `ValidationError` if it is not a plan, or has another format.
   */
  static fromJSON(document: unknown): Plan {
    const fail = (message: string): Error =>
      toError(validationEnvelope('publish.plan', 'document', message), this.fromJSON)
    const found = peek(document, 'format')
    if (found !== FORMAT) {
      throw fail(
        typeof found === 'string'
          ? `has the format \`${found}\`, not \`${FORMAT}\``
          : `has no \`format\`, \`${FORMAT}\`: it is not a plan`,
      )
    }
    const hasAll = isArray(peek(document, 'actions')) && isLiteral(peek(document, 'counts'))
    if (!hasAll || typeof peek(document, 'text') !== 'string') {
      throw fail('cannot be read: it has no `actions`, `counts` or `text`: make a new plan')
    }
    return new Plan(JSON.parse(JSON.stringify(document)) as PlanDocument)
  }

  /** Name of the application. */
  get app(): string {
    return this.#document.app
  }

  /** True if nothing differs, as far as it can be compared. Links do not count. */
  get isEmpty(): boolean {
    return this.actions.every(({ action }) => action === 'unchanged' || action === 'link')
  }

  /** The number of changes. */
  get counts(): PlanCounts {
    return this.#document.counts
  }

  /**
   * All objects of the manifest, in the order in which they are changed: application, storages,
   * profiles, versions, links.
   */
  get actions(): readonly PlannedAction[] {
    return this.#document.actions
  }

  /** Versions that are left out, because their name has a variable that is not set. */
  get leftOut(): readonly string[] {
    return this.#document.left_out ?? []
  }

  /** What the program `edgegap plan` prints. */
  toString(): string {
    return this.#document.text
  }

  /** The plan as a JSON document, for a plan file. It has no secrets. */
  toJSON(): PlanDocument {
    return structuredClone(this.#document)
  }

  /** String for `console.log`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { create, change, delete: deleted, calls } = this.counts
    return `Plan { app: '${this.app}', create: ${create}, change: ${change}, delete: ${deleted}, calls: ${calls} }`
  }
}
