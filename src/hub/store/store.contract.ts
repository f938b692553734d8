import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HubStore } from './store.ts'
import type { Opened, Place } from './place.contract.ts'
import { factsContract } from './facts.contract.ts'
import { logContract } from './log.contract.ts'
import { erasedSegmentsContract, segmentsContract } from './segments.contract.ts'
import { shelvesContract } from './shelves.contract.ts'

/** What every store of a hub must do, whatever database stands behind it. */
export function hubStoreContract(name: string, makePlace: () => Promise<Place>): void {
  describe(name, () => {
    let place: Place
    let store: HubStore
    beforeEach(async () => {
      place = await makePlace()
      store = await place.open()
    })
    afterEach(async () => {
      await store.close()
      await place.remove()
    })
    const opened: Opened = {
      get store() {
        return store
      },
      async reopened() {
        await store.close()
        return (store = await place.open())
      },
    }

    test('keeps its epoch', async () => {
      const epoch = store.hubEpoch
      expect(epoch).toMatch(/^[A-Za-z0-9_-]{22}$/)
      expect((await opened.reopened()).hubEpoch).toBe(epoch)
    })
    factsContract(opened)
    logContract(opened)
    erasedSegmentsContract(opened)
    shelvesContract(opened)
  })
  describe(name, () => segmentsContract(makePlace))
}
