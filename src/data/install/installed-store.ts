import type { GroupId, InstallFile, InstallManifest } from '#contract/install-manifest.ts'
import { chosenCacheName, installedCacheName, installedKey, shellCacheName } from './names.ts'

/** What of Cache Storage is used here: the browser's own, or a twin in memory in tests. */
export interface Caches {
  open(name: string): Promise<FewCache>
}

export interface FewCache {
  match(key: string, options?: { ignoreSearch?: boolean }): Promise<Response | undefined>
  put(key: string, response: Response): Promise<void>
  delete(key: string): Promise<boolean>
  keys(): Promise<readonly { readonly url: string }[]>
}

/** What a person wants on this device, and what of it came. An update brings the installed groups anew. */
export interface Selection {
  /** Null when nobody chose yet: then the default choice counts. */
  readonly chosen: readonly GroupId[] | null
  readonly installed: readonly GroupId[]
}

const chosenKey = '/chosen.json'

/** The files that stand on this device, verified, under their final address. */
export class InstalledStore {
  readonly #caches: Caches

  constructor(caches: Caches) {
    this.#caches = caches
  }

  /** Keys of the installed cache (`installedKey`) and of the shell cache (`shellKey`), without origin. */
  async present(): Promise<{ installed: ReadonlySet<string>; shell: ReadonlySet<string> }> {
    return { installed: await this.#keysOf(installedCacheName), shell: await this.#keysOf(shellCacheName) }
  }

  async match(file: Pick<InstallFile, 'url' | 'sha256'>): Promise<Response | undefined> {
    return (await this.#caches.open(installedCacheName)).match(installedKey(file))
  }

  async has(file: Pick<InstallFile, 'url' | 'sha256'>): Promise<boolean> {
    return (await this.match(file)) !== undefined
  }

  /** Stores verified bytes with the headers of the manifest, so that a cached worker keeps its policy. */
  async put(file: InstallFile, bytes: Uint8Array<ArrayBuffer>, headers: InstallManifest['headers']) {
    const response = new Response(bytes, {
      headers: {
        ...headers,
        'content-type': file.contentType,
        'content-length': String(file.sizeBytes),
        'cache-control': 'no-store',
      },
    })
    await (await this.#caches.open(installedCacheName)).put(installedKey(file), response)
  }

  async remove(file: Pick<InstallFile, 'url' | 'sha256'>): Promise<void> {
    await (await this.#caches.open(installedCacheName)).delete(installedKey(file))
  }

  /** Drops what no longer belongs to the running version. Called only after a version took over. */
  async keepOnly(files: readonly InstallFile[]): Promise<void> {
    const wanted = new Set(files.map(installedKey))
    const cache = await this.#caches.open(installedCacheName)
    for (const key of await this.#keysOf(installedCacheName)) if (!wanted.has(key)) await cache.delete(key)
  }

  async selection(): Promise<Selection> {
    const response = await (await this.#caches.open(chosenCacheName)).match(chosenKey)
    return response ? ((await response.json()) as Selection) : { chosen: null, installed: [] }
  }

  async select(selection: Selection): Promise<void> {
    await (await this.#caches.open(chosenCacheName)).put(chosenKey, Response.json(selection))
  }

  async #keysOf(name: string): Promise<ReadonlySet<string>> {
    const keys = await (await this.#caches.open(name)).keys()
    return new Set(
      keys.map(({ url }) => {
        const { pathname, search } = new URL(url, 'http://localhost')
        return pathname + search
      }),
    )
  }
}
