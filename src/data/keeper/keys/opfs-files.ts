import type { FileStore } from './machine.ts'

/** What the page's library of TypeScript does not know: these are for workers alone, or new. */
interface WorkerFile extends FileSystemFileHandle {
  move?(name: string): Promise<void>
  createSyncAccessHandle(options: { mode: 'read-only' | 'readwrite' }): Promise<SyncAccess>
}

interface SyncAccess {
  getSize(): number
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number
  write(bytes: Uint8Array, options: { at: number }): number
  truncate(sizeBytes: number): void
  flush(): void
  close(): void
}

/** A file that is being written: it takes its name when all of it is on the disk. */
const PART = '.part'

/**
 * Files in the origin's private file system, for workers: synchronous access is the one way to write in place and to
 * know that bytes are flushed. Operations on one path wait for each other, in other tabs too.
 * @param root the folder that holds all of them
 */
export function opfsFiles(root = 'keeper'): FileStore {
  return new OpfsFiles(root)
}

class OpfsFiles implements FileStore {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  read(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.readRange(path, 0, Infinity)
  }

  readRange(path: string, from: number, to: number): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#alone(path, async () => {
      const file = await this.#file(path)
      if (!file) return null
      return accessing(file, 'read-only', (access) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(to, access.getSize()) - from))
        const taken = access.read(bytes, { at: from })
        if (taken !== bytes.length) throw new Error(`read ${taken} of ${bytes.length} bytes`)
        return bytes
      })
    })
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    return this.#alone(path, async () => {
      const { folder, name } = await this.#place(path, true)
      const part = (await folder!.getFileHandle(name + PART, { create: true })) as WorkerFile
      try {
        await accessing(part, 'readwrite', (access) => {
          access.truncate(0)
          put(access, bytes)
        })
        await takeName(part, folder!, name, bytes)
      } catch (cause) {
        await folder!.removeEntry(name + PART).catch(() => undefined)
        throw cause
      }
    })
  }

  overwrite(path: string, bytes: Uint8Array): Promise<void> {
    return this.#alone(path, async () => {
      const file = await this.#file(path)
      if (!file) throw new Error(`no file at ${path}`)
      await accessing(file, 'readwrite', (access) => {
        if (access.getSize() !== bytes.length) throw new Error(`${path} has ${access.getSize()} bytes`)
        put(access, bytes)
      })
    })
  }

  remove(path: string): Promise<void> {
    return this.#alone(path, async () => {
      const { folder, name } = await this.#place(path, false)
      await folder?.removeEntry(name).catch(unlessNotFound)
    })
  }

  async list(folderPath: string): Promise<string[]> {
    const { folder } = await this.#place(`${folderPath}/`, false)
    const names: string[] = []
    for await (const [name, handle] of folder?.entries() ?? []) if (handle.kind === 'file') names.push(name)
    const parts = names.filter((name) => name.endsWith(PART))
    for (const part of parts)
      await this.#removeLeft(folder!, part, `${folderPath}/${part.slice(0, -PART.length)}`)
    return names.filter((name) => !name.endsWith(PART)).sort()
  }

  /** What a write left that died with the tablet; one that is still at work holds the lock of its path. */
  async #removeLeft(folder: FileSystemDirectoryHandle, part: string, path: string): Promise<void> {
    await navigator.locks.request(this.#lockOf(path), { ifAvailable: true }, async (lock) => {
      if (lock) await folder.removeEntry(part).catch(unlessNotFound)
    })
  }

  sizeBytes(path: string): Promise<number | null> {
    return this.#alone(path, async () => (await (await this.#file(path))?.getFile())?.size ?? null)
  }

  async #file(path: string): Promise<WorkerFile | null> {
    const { folder, name } = await this.#place(path, false)
    const file = await folder?.getFileHandle(name).catch(unlessNotFound)
    return (file as WorkerFile | null | undefined) ?? null
  }

  /** The folder is null where it is not there and was not to be made. */
  async #place(path: string, create: boolean) {
    const names = [this.#root, ...path.split('/')]
    const name = names.pop()!
    let folder: FileSystemDirectoryHandle | null = await navigator.storage.getDirectory()
    for (const each of names)
      folder = (await folder?.getDirectoryHandle(each, { create }).catch(unlessNotFound)) ?? null
    return { folder, name }
  }

  #alone<T>(path: string, operation: () => Promise<T>): Promise<T> {
    // Two handles on one file refuse each other, and a second tab has a keeper too.
    return navigator.locks.request(this.#lockOf(path), operation) as Promise<T>
  }

  #lockOf(path: string): string {
    return `file ${this.#root}/${path}`
  }
}

async function accessing<T>(
  file: WorkerFile,
  mode: 'read-only' | 'readwrite',
  use: (access: SyncAccess) => T,
): Promise<T> {
  const access = await file.createSyncAccessHandle({ mode })
  try {
    return use(access)
  } finally {
    access.close()
  }
}

function put(access: SyncAccess, bytes: Uint8Array): void {
  const written = access.write(bytes, { at: 0 })
  // Some browsers write what there is room for, and say only how much that was.
  if (written !== bytes.length) throw new DOMException('the disk took only a part', 'QuotaExceededError')
  access.flush()
}

/** Renames over the old file, in one step where the browser can. */
async function takeName(
  part: WorkerFile,
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  if (part.move) return part.move(name)
  const file = (await folder.getFileHandle(name, { create: true })) as WorkerFile
  await accessing(file, 'readwrite', (access) => {
    access.truncate(0)
    put(access, bytes)
  })
  await folder.removeEntry(name + PART)
}

function unlessNotFound(cause: unknown): null {
  if ((cause as { name?: string }).name === 'NotFoundError') return null
  throw cause
}
