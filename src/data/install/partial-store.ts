import type { Caches } from './installed-store.ts'
import { partialCacheName } from './names.ts'

/**
 * Chunks of unfinished downloads, named by the hash of the file they will become. A download that was
 * killed goes on after the last whole chunk.
 */
export interface PartialStore {
  /** Sizes of the chunks 0, 1, 2 … as far as they follow each other without a gap. */
  sizes(sha256: string): Promise<number[]>
  add(sha256: string, index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  read(sha256: string): Promise<Blob>
  drop(sha256: string): Promise<void>
  /** Bytes kept of every unfinished file. */
  kept(): Promise<ReadonlyMap<string, number>>
}

/** 256 kB: what a kill may cost, about a second of a 2 Mbit/s line. */
export const chunkSizeBytes = 256 * 1024

const folderName = 'hinterland-downloads'

/** OPFS where a file can be written from any thread, else Cache Storage. */
export async function openPartialStore(caches: Caches): Promise<PartialStore> {
  try {
    const root = await navigator.storage.getDirectory()
    if (!('createWritable' in FileSystemFileHandle.prototype)) return new CachePartials(caches)
    return new FolderPartials(await root.getDirectoryHandle(folderName, { create: true }))
  } catch {
    return new CachePartials(caches)
  }
}

/** One OPFS folder a file, one OPFS file a chunk: a chunk is there whole or not at all. */
class FolderPartials implements PartialStore {
  readonly #root: FileSystemDirectoryHandle

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root
  }

  async sizes(sha256: string): Promise<number[]> {
    return (await this.#chunks(sha256)).map((chunk) => chunk.size)
  }

  async add(sha256: string, index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const folder = await this.#root.getDirectoryHandle(sha256, { create: true })
    const handle = await folder.getFileHandle(String(index), { create: true })
    const writable = await handle.createWritable()
    await writable.write(bytes)
    await writable.close()
  }

  async read(sha256: string): Promise<Blob> {
    return new Blob(await this.#chunks(sha256))
  }

  async drop(sha256: string): Promise<void> {
    await this.#root.removeEntry(sha256, { recursive: true }).catch(ignoreMissing)
  }

  async kept(): Promise<ReadonlyMap<string, number>> {
    const kept = new Map<string, number>()
    for await (const name of this.#root.keys()) kept.set(name, sum(await this.sizes(name)))
    return kept
  }

  async #chunks(sha256: string): Promise<File[]> {
    const files: File[] = []
    try {
      const folder = await this.#root.getDirectoryHandle(sha256)
      for (let index = 0; ; index++) {
        const file = await (await folder.getFileHandle(String(index))).getFile()
        // A file that was created but never closed has no bytes: the download goes on from there.
        if (file.size === 0) break
        files.push(file)
      }
    } catch (error) {
      ignoreMissing(error)
    }
    return files
  }
}

/** The same in Cache Storage, for browsers without OPFS. */
export class CachePartials implements PartialStore {
  readonly #caches: Caches

  constructor(caches: Caches) {
    this.#caches = caches
  }

  async sizes(sha256: string): Promise<number[]> {
    return (await this.#chunks(sha256)).map((chunk) => chunk.size)
  }

  async add(sha256: string, index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const cache = await this.#caches.open(partialCacheName)
    await cache.put(keyOf(sha256, index), new Response(bytes))
  }

  async read(sha256: string): Promise<Blob> {
    return new Blob(await this.#chunks(sha256))
  }

  async drop(sha256: string): Promise<void> {
    const cache = await this.#caches.open(partialCacheName)
    for (const { url } of await cache.keys()) if (url.includes(`/partial/${sha256}/`)) await cache.delete(url)
  }

  async kept(): Promise<ReadonlyMap<string, number>> {
    const cache = await this.#caches.open(partialCacheName)
    const names = new Set<string>()
    for (const { url } of await cache.keys()) {
      const name = /\/partial\/([0-9a-f]{64})\//.exec(url)?.[1]
      if (name) names.add(name)
    }
    const kept = new Map<string, number>()
    for (const name of names) kept.set(name, sum(await this.sizes(name)))
    return kept
  }

  async #chunks(sha256: string): Promise<Blob[]> {
    const cache = await this.#caches.open(partialCacheName)
    const blobs: Blob[] = []
    for (let index = 0; ; index++) {
      const chunk = await cache.match(keyOf(sha256, index))
      if (!chunk) return blobs
      blobs.push(await chunk.blob())
    }
  }
}

function keyOf(sha256: string, index: number): string {
  return `/partial/${sha256}/${index}`
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0)
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error
}
