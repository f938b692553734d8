import type { HubStore } from './store.ts'

/** A place where a store can be opened again and again with what it had. */
export interface Place {
  open(): Promise<HubStore>
  remove(): Promise<void>
}

/** The store of a test, opened fresh before each. */
export interface Opened {
  readonly store: HubStore
  /** Closed and opened again. */
  reopened(): Promise<HubStore>
}
