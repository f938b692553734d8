import { bad, good } from '#domain/problem.ts'
import type { Outcome } from '#domain/problem.ts'
import type {
  MayUpdateAnswer,
  PageQuestion,
  UpdateAnswer,
  WorkerQuestion,
} from '#contract/service-worker-messages.ts'
import { ask } from './service-worker-port.ts'

/**
 * Where this tablet stands with versions.
 * - `unsupported`: no service worker here; the app needs the network at every start
 * - `first`: the shell is being stored for the first time
 * - `current`: this version is stored, no other is known
 * - `fetching`: another version is being stored beside this one
 * - `ready`: it waits; `apply()` takes it
 * - `failed`: it could not be stored whole; this version goes on
 * - `not-stored`: not even the first version could be stored; the app needs the network at every start
 */
export type UpdatePhase = 'unsupported' | 'first' | 'current' | 'fetching' | 'ready' | 'failed' | 'not-stored'

export interface UpdateOptions {
  /** Whether this window may be reloaded now: false while something is being written. */
  readonly mayUpdate: () => boolean
  readonly onPhase: (phase: UpdatePhase) => void
  readonly reload?: () => void
}

/** An hour: an app that stays open for weeks still learns of a new version. */
const checkEveryMs = 3_600_000

/** Registers the service worker and tells what becomes of new versions. None is applied by itself. */
export class Updates {
  readonly #options: UpdateOptions
  #registration: ServiceWorkerRegistration | null = null

  private constructor(options: UpdateOptions) {
    this.#options = options
  }

  /** To be called once, after the first picture: storing the shell must not compete with showing it. */
  static async start(options: UpdateOptions): Promise<Updates> {
    const updates = new Updates(options)
    if (!('serviceWorker' in navigator)) {
      options.onPhase('unsupported')
      return updates
    }
    updates.#listen()
    try {
      const url = serviceWorkerUrl()
      const registration = await navigator.serviceWorker.register(url, { updateViaCache: 'none' })
      updates.#follow(registration)
    } catch {
      options.onPhase('unsupported')
    }
    return updates
  }

  /** Asks the server for a new version. Does nothing without a network. */
  async check(): Promise<void> {
    await this.#registration?.update().catch(() => undefined)
  }

  /**
   * Lets the waiting version take over and reloads every window, if none of them is writing.
   * @returns problem `update-not-ready` or `update-window-busy` when it does not
   */
  async apply(): Promise<Outcome<null>> {
    const waiting = this.#registration?.waiting
    if (!waiting) {
      return bad('update-not-ready', 'No new version is ready.', 'Look again when the network is there.')
    }
    const answer = await ask<UpdateAnswer>(waiting, { kind: 'apply-update' } satisfies PageQuestion)
    if (answer?.applied) return good(null)
    return bad(
      'update-window-busy',
      'Another window of the app has something open that is not kept yet.',
      'Keep or close what is open there, or close that window, then apply the new version again.',
    )
  }

  #follow(registration: ServiceWorkerRegistration): void {
    this.#registration = registration
    const tell = this.#options.onPhase
    if (registration.waiting) tell('ready')
    else if (registration.installing) this.#watch(registration.installing, registration)
    else tell('current')
    registration.addEventListener('updatefound', () => {
      if (registration.installing) this.#watch(registration.installing, registration)
    })
    setInterval(() => void this.check(), checkEveryMs)
  }

  #watch(installing: ServiceWorker, registration: ServiceWorkerRegistration): void {
    const tell = this.#options.onPhase
    const first = !registration.active
    tell(first ? 'first' : 'fetching')
    let stored = false
    const look = () => {
      if (installing.state === 'installed' && !first) tell('ready')
      if (installing.state === 'activated') tell('current')
      if (installing.state === 'redundant' && !stored) tell(first ? 'not-stored' : 'failed')
      if (installing.state === 'installed') stored = true
    }
    installing.addEventListener('statechange', look)
    look()
  }

  #listen(): void {
    const { serviceWorker } = navigator
    const reload = this.#options.reload ?? (() => location.reload())
    let controlled = serviceWorker.controller !== null
    serviceWorker.addEventListener('controllerchange', () => {
      // The first controller of a window is no update: the page that is open is the page it stored.
      if (controlled) reload()
      controlled = true
    })
    serviceWorker.addEventListener('message', ({ data, ports }: MessageEvent<WorkerQuestion | null>) => {
      if (data?.kind !== 'may-update') return
      ports[0]?.postMessage({ mayUpdate: this.#options.mayUpdate() } satisfies MayUpdateAnswer)
    })
    serviceWorker.startMessages()
  }
}

/** Trusted Types: this address and no other may become a service worker from here. */
function serviceWorkerUrl(): string {
  const path = '/service-worker.js'
  const factory = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): Policy } })
    .trustedTypes
  const policy = factory?.createPolicy('hinterland-service-worker', { createScriptURL: () => path })
  return (policy?.createScriptURL(path) as string | undefined) ?? path
}

interface Policy {
  createScriptURL(url: string): unknown
}
