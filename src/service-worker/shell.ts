import { filesOf } from '#contract/install-manifest.ts'
import { shellCacheName, shellRevision } from '#data/install/names.ts'
import { PrecacheController } from 'workbox-precaching/PrecacheController.js'
import { PrecacheRoute } from 'workbox-precaching/PrecacheRoute.js'
import { NavigationRoute } from 'workbox-routing/NavigationRoute.js'
import { registerRoute } from 'workbox-routing/registerRoute.js'
import { setCatchHandler } from 'workbox-routing/setCatchHandler.js'
import { rescuePage } from './rescue.ts'
import { seal } from './seal.ts'

const pageUrl = '/index.html'
/** Addresses that are not pages of the app, though a browser may navigate to them. */
const noPages = [/^\/healthz/, /^\/install\.json/, /^\/packs\//, /^\/runtime\//, /^\/_app\//, /^\/samples\//]

/** The shell: every file stored only when its hash is the sealed one. */
export const shell = new PrecacheController({
  cacheName: shellCacheName,
  plugins: [{ handlerDidError: fetchAnew }],
})

shell.addToCacheList(
  filesOf(seal.manifest, 'shell').map((file) => ({
    url: file.url,
    revision: shellRevision(file),
    integrity: `sha256-${base64(file.sha256)}`,
  })),
)

/** Pages and files of the shell. A page that can neither be found nor fetched becomes the rescue page. */
export function routeShell(): void {
  registerRoute('/install.json', async () => Response.json(seal.manifest, { headers: seal.manifest.headers }))
  registerRoute(
    new PrecacheRoute(shell, { cleanURLs: false, directoryIndex: '', ignoreURLParametersMatching: [] }),
  )
  registerRoute(new NavigationRoute(shell.createHandlerBoundToURL(pageUrl), { denylist: noPages }))
  setCatchHandler(async ({ request }) => (request.mode === 'navigate' ? rescuePage() : Response.error()))
}

/**
 * A file whose hash is wrong may come from the browser's own HTTP cache, which keeps hashed addresses for a
 * year: before the install is given up, the server is asked once past that cache.
 */
async function fetchAnew({
  request,
  event,
}: {
  request: Request
  event: ExtendableEvent
}): Promise<Response | undefined> {
  if (event.type !== 'install') return undefined
  const key = shell.getCacheKeyForURL(request.url)
  if (key === undefined) return undefined
  const response = await fetch(new Request(request, { cache: 'reload' }))
  if (!response.ok) return undefined
  await (await caches.open(shellCacheName)).put(key, response.clone())
  return response
}

function base64(hex: string): string {
  return btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))))
}
