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

/** Does nothing where somebody is keeping files at this moment. */
export async function whenNobodyKeeps(ground: Ground, act: () => Promise<void>): Promise<void> {
  const { locks } = globalThis.navigator ?? {}
  if (!locks) return act()
  await locks.request(lockName(ground), { ifAvailable: true }, (lock) => (lock ? act() : undefined))
}

const lockName = ({ place }: Ground) => `hinterland-${place}-blobs`
