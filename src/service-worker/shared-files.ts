import { shareField, shareLandingPath, sharePostPath } from '#contract/service-worker-messages.ts'
import type { SharedFile } from '#contract/service-worker-messages.ts'
import { registerRoute } from 'workbox-routing/registerRoute.js'

/** How long a shared file waits in memory for the page that the browser is opening. */
const heldMs = 60_000
/** A share sheet hands over a handful; more is a mistake. */
const heldFilesLimit = 200

let held: File[] = []
let release: () => void = () => undefined

/**
 * Takes what another app shares. The files stay in this worker's memory until the page claims them: no
 * cache, no database, no address ever holds them.
 */
export function routeShared(): void {
  registerRoute(
    sharePostPath,
    async ({ request, event }) => {
      const form = await request.formData()
      const files = form.getAll(shareField).filter((value) => value instanceof File)
      held = [...held, ...files].slice(0, heldFilesLimit)
      event.waitUntil(hold())
      return Response.redirect(shareLandingPath, 303)
    },
    'POST',
  )
}

/** Hands the held files to a page, once. */
export async function claimShared(port: MessagePort): Promise<void> {
  const claimed = held
  held = []
  release()
  const files: SharedFile[] = []
  for (const file of claimed) files.push({ name: file.name, bytes: await file.arrayBuffer() })
  port.postMessage(
    files,
    files.map((file) => file.bytes),
  )
}

/** Keeps the worker alive while files wait, and forgets them when nobody comes. */
function hold(): Promise<void> {
  release()
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      held = []
      resolve()
    }, heldMs)
    release = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}
