import { registerRoute } from 'workbox-routing/registerRoute.js'
import { seal } from './seal.ts'

/** `/rescue` and its script come out of the service worker itself: no cache can be damaged under them. */
export function routeRescue(): void {
  registerRoute('/rescue', async () => rescuePage())
  registerRoute('/rescue.html', async () => rescuePage())
  registerRoute('/rescue.js', async () => answer(seal.rescue.js, 'text/javascript; charset=utf-8'))
}

export function rescuePage(): Response {
  return answer(seal.rescue.html, 'text/html; charset=utf-8')
}

function answer(text: string, contentType: string): Response {
  return new Response(text, { headers: { ...seal.manifest.headers, 'content-type': contentType } })
}
