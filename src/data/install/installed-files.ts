import { installedCacheName } from './names.ts'

/**
 * Reads files of packs and runtimes for the inference workers (`InstalledFiles`).
 *
 * The service worker answers from what is installed, by hash; where none is in charge (a first visit, a
 * forced reload) the network answers, and without a network what is installed under the address.
 * @throws when the file is neither installed nor to be had
 */
export const installedFiles = {
  async read(url: string): Promise<Uint8Array<ArrayBuffer>> {
    let response: Response | undefined
    try {
      response = await fetch(url)
    } catch {
      response = await (await caches.open(installedCacheName)).match(url, { ignoreSearch: true })
    }
    if (!response?.ok) throw new Error(`${url} is not installed and cannot be fetched`)
    return new Uint8Array(await response.arrayBuffer())
  },
}
