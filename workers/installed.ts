import type { InstalledFiles } from '#inference/installed-files.ts'

/** Reads installed files by their address; offline the service worker answers from what was installed. */
export const installed: InstalledFiles = {
  async read(url) {
    const response = await fetch(url, { credentials: 'same-origin' })
    if (!response.ok) throw new Error(`${url} is not installed (${response.status})`)
    return new Uint8Array(await response.arrayBuffer())
  },
}
