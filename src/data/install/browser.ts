import { InstalledStore } from './installed-store.ts'
import type { InstallGround } from './installer.ts'
import { openPartialStore } from './partial-store.ts'

/** The installer's ground in a browser: Cache Storage, OPFS, the network, Web Locks. */
export async function browserGround(): Promise<InstallGround> {
  return {
    store: new InstalledStore(caches),
    partials: await openPartialStore(caches),
    line: { fetch: (url, init) => fetch(url, init), pause, random: Math.random },
    lock: <T>(name: string, work: () => Promise<T>) =>
      navigator.locks ? (navigator.locks.request(name, work) as Promise<T>) : work(),
  }
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
