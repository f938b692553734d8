import type { Network } from './keeper/network.ts'
import { countedUpload } from './keeper/uploads/counted-upload.ts'

/** A line that has said nothing for so long is dead: networks of telephones drop connections in silence. */
const ANSWER_WITHIN_MS = 120_000

/** What the browser says of the line, where it says anything (Network Information API, Chromium). */
interface Line extends EventTarget {
  readonly saveData?: boolean
  readonly type?: string
}

/** The network of this browser; works in a page and in a worker. */
export function browserNetwork(): Network {
  return {
    fetch: (path, init) => {
      const silent = AbortSignal.timeout(ANSWER_WITHIN_MS)
      const signal = init.signal ? AbortSignal.any([init.signal, silent]) : silent
      return fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init, signal })
    },
    upload: countedUpload,
    socket: (path) => {
      try {
        return new WebSocket(`${location.origin.replace(/^http/, 'ws')}${path}`)
      } catch {
        return null
      }
    },
    online: () => navigator.onLine,
    metered: () => {
      const { connection } = navigator as Navigator & { connection?: Line }
      return connection?.saveData === true || connection?.type === 'cellular'
    },
    onOnline: (listener) => {
      globalThis.addEventListener('online', listener)
      return () => globalThis.removeEventListener('online', listener)
    },
  }
}
