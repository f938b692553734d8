/** Room on this device, in figures that a screen can say in words. */
export interface StorageState {
  /** Whether the browser promised not to clear what is kept; null where it does not say. */
  readonly persistent: boolean | null
  /** Used and available in all, in bytes; null where the browser does not say. */
  readonly usedBytes: number | null
  readonly quotaBytes: number | null
  readonly freeBytes: number | null
}

type Manager = Partial<Pick<StorageManager, 'estimate' | 'persisted' | 'persist'>>

/** What the browser says about storage. Never fails: what it does not say is null. */
export async function storageState(manager: Manager | undefined = navigator.storage): Promise<StorageState> {
  const persistent = (await manager?.persisted?.().catch(() => null)) ?? null
  const estimate = await manager?.estimate?.().catch(() => undefined)
  const usedBytes = estimate?.usage ?? null
  const quotaBytes = estimate?.quota ?? null
  const freeBytes = usedBytes === null || quotaBytes === null ? null : Math.max(0, quotaBytes - usedBytes)
  return { persistent, usedBytes, quotaBytes, freeBytes }
}

/** Asks the browser not to clear what is kept. To be called on a page, best after something was saved. */
export async function askToPersist(manager: Manager | undefined = navigator.storage): Promise<StorageState> {
  await manager?.persist?.().catch(() => false)
  return storageState(manager)
}
