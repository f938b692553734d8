import { allFiles, filesOf } from '#contract/install-manifest.ts'
import { browserGround } from '#data/install/browser.ts'
import { bring } from '#data/install/installer.ts'
import { InstalledStore } from '#data/install/installed-store.ts'
import { createPartialResponse } from 'workbox-range-requests/createPartialResponse.js'
import { registerRoute } from 'workbox-routing/registerRoute.js'
import { seal } from './seal.ts'

const shellUrls = new Set(filesOf(seal.manifest, 'shell').map((file) => file.url))
const installable = new Map(
  allFiles(seal.manifest)
    .filter((file) => !shellUrls.has(file.url))
    .map((file) => [file.url, file]),
)
const store = new InstalledStore(caches)

/** Files of packs and runtimes: from what is installed, whole or by range, else from the network. */
export function routeInstalled(): void {
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && installable.has(url.pathname),
    async ({ request, url }) => {
      const file = installable.get(url.pathname)
      const response = file && (await store.match(file))
      if (!response) return fetch(request)
      return request.headers.has('range') ? createPartialResponse(request, response) : response
    },
  )
}

/**
 * Brings the new version's files of every group that was installed, so that an update never costs the
 * ability to work offline. What did not change is not fetched again.
 * @throws when a file would not come: the install fails and the old version goes on
 */
export async function bringInstalledGroups(): Promise<void> {
  const { installed } = await store.selection()
  const ground = await browserGround()
  for (const id of installed) {
    const brought = await bring(seal.manifest, id, ground, new AbortController().signal, () => undefined)
    if (!brought.ok) throw new Error(brought.problem.code)
  }
}

/** Clears files of versions that are gone, half ones too. Called on activation, when nothing runs them. */
export async function dropOldFiles(): Promise<void> {
  const files = [...installable.values()]
  await store.keepOnly(files)
  const wanted = new Set(files.map((file) => file.sha256))
  const { partials } = await browserGround()
  for (const sha256 of (await partials.kept()).keys()) if (!wanted.has(sha256)) await partials.drop(sha256)
}
