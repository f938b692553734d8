import type { HubStore, Shelf } from '../store/store.ts'

/** What is known of the backups of this hub; it lies in the store itself, so a restored hub knows what it began from. */
export interface BackupState {
  readonly lastAtMs: number | null
  readonly lastBytes: number | null
  readonly lastFailedAtMs: number | null
  /** A backup was opened again and its log compared. */
  readonly lastRestoreTestAtMs: number | null
  readonly lastRestoreTestOk: boolean | null
  readonly lastGoodRestoreAtMs: number | null
  /** The store that runs now began from a backup of this time. */
  readonly restoredFromAtMs: number | null
}

const NONE: BackupState = {
  lastAtMs: null,
  lastBytes: null,
  lastFailedAtMs: null,
  lastRestoreTestAtMs: null,
  lastRestoreTestOk: null,
  lastGoodRestoreAtMs: null,
  restoredFromAtMs: null,
}

const KEY = 'state'

/** The shelf `backups`. */
export class BackupBook {
  readonly #shelf: Shelf<BackupState>

  constructor(store: Pick<HubStore, 'shelf'>) {
    this.#shelf = store.shelf<BackupState>('backups')
  }

  get state(): BackupState {
    return { ...NONE, ...this.#shelf.get(KEY) }
  }

  async change(what: Partial<BackupState>): Promise<void> {
    await this.#shelf.put({ [KEY]: { ...this.state, ...what } })
  }
}
