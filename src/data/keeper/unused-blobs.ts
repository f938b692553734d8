import type { BlobShelf } from './blob-shelf.ts'
import type { Ground } from './ground.ts'

/*
 * A large file lies on the disk before the row that names it. Whoever clears away files that nobody names must not do so
 * in between, in this window or another: a study of hundreds of files takes a minute.
 */

/** Several may keep files at once. */
export async function whileKeeping<T>(ground: Ground, act: () => Promise<T>): Promise<T> {
  const { locks } = globalThis.navigator ?? {}
  return locks ? locks.request(lockName(ground), { mode: 'shared' }, act) : act()
}

/** Ends files that neither a work nor a fact names; while somebody is keeping some it waits for the next time. */
export async function endUnusedBlobs(ground: Ground, blobs: BlobShelf): Promise<void> {
  await whenNobodyKeeps(ground, async () => {
    const { db } = ground
    const inUse = new Set<string>()
    for (const rows of [db.readings, db.films])
      await rows.each((row) => row.blobs.forEach((name) => inUse.add(name)))
    await db.blobRows.each(({ name }) => inUse.add(name))
    for (const name of await blobs.names()) if (!inUse.has(name)) await blobs.remove(name)
  })
}

/** Does nothing where somebody is keeping files at this moment. */
async function whenNobodyKeeps(ground: Ground, act: () => Promise<void>): Promise<void> {
  const { locks } = globalThis.navigator ?? {}
  if (!locks) return act()
  await locks.request(lockName(ground), { ifAvailable: true }, (lock) => (lock ? act() : undefined))
}

const lockName = ({ place }: Ground) => `hinterland-${place}-blobs`
