import type { InstallFile } from '#contract/install-manifest.ts'

/** The shell, precached by the service worker. */
export const shellCacheName = 'hinterland-shell'
/** Where installed files stand, one entry a file and hash: two versions of a file stand side by side. */
export const installedCacheName = 'hinterland-installed'
/** Chunks of unfinished downloads where there is no OPFS. */
export const partialCacheName = 'hinterland-partial'
/** Which groups a person chose, and which came; an update brings the new version of each that came. */
export const chosenCacheName = 'hinterland-chosen'

/** The key of a file in the installed cache: its address and, as a query, its hash. */
export function installedKey(file: Pick<InstallFile, 'url' | 'sha256'>): string {
  return `${file.url}?sha256=${file.sha256}`
}

/** What tells two versions of a shell file apart; null where the name itself is a hash. */
export function shellRevision(file: Pick<InstallFile, 'url' | 'sha256'>): string | null {
  return file.url.startsWith('/_app/immutable/') ? null : file.sha256.slice(0, 16)
}

/** The key of a file in the shell cache, as workbox-precaching writes it. */
export function shellKey(file: Pick<InstallFile, 'url' | 'sha256'>): string {
  const revision = shellRevision(file)
  return revision === null ? file.url : `${file.url}?__WB_REVISION__=${revision}`
}
