import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { TabletKeeper } from './keeper-of.ts'
import type { ClinicPlan, Keeper } from './keeper.ts'
import type { Argon2Cost } from './keys/argon2.ts'
import type { KeeperMachine } from './keys/machine.ts'
import { memoryFiles } from './keys/memory-files.ts'
import type { Network } from './network.ts'

/** A tablet of a test: its own disk, clock and chance. The keeper on it can be ended and started again. */
export class TestTablet {
  readonly files = memoryFiles()
  readonly indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange }
  nowMs = Date.parse('2026-11-21T08:00:00Z')
  /** What the tablet is plugged into; null: nothing. Taken at the next start. */
  network: Network | null = null
  /** False: the hub is met when the test says so. */
  syncsByItself = false
  #running: TabletKeeper | null = null

  get machine(): KeeperMachine {
    return {
      nowMs: () => this.nowMs,
      utcOffsetMin: () => 480,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      files: this.files,
      argon2id: quickHash,
      elapsedMs: () => this.nowMs,
    }
  }

  /** Starts the keeper, as a reload of the page does. */
  async start(shift = 'shift-1'): Promise<Keeper> {
    await this.#running?.end()
    this.#running = new TabletKeeper({
      machine: this.machine,
      network: this.network,
      syncsByItself: this.syncsByItself,
      indexedDb: this.indexedDb,
    })
    const keeper = this.#running.keeper()
    await keeper.watch(() => undefined, shift)
    return keeper
  }

  get running(): TabletKeeper {
    return this.#running!
  }
}

/** Argon2id has its own tests; here a hash that costs nothing stands in its place, so that thousands of wraps run. */
async function quickHash(
  secret: Uint8Array,
  salt: Uint8Array,
  _: Argon2Cost,
): Promise<Uint8Array<ArrayBuffer>> {
  const both = new Uint8Array(secret.length + salt.length)
  both.set(secret)
  both.set(salt, secret.length)
  return new Uint8Array(await crypto.subtle.digest('SHA-256', both))
}

export const PASSPHRASE = '四匹马 walk over 石桥 at noon'

export const PLAN: ClinicPlan = {
  clinic: '青石镇卫生院',
  showClinicName: true,
  user: { name: '周敏', label: '周护士', role: 'nurse', passphrase: PASSPHRASE },
  emergencyRead: false,
  takeReadings: true,
}
