import type { FileStore } from './machine.ts'

/**
 * A disk for tests. `failOperation` makes one of the next operations fail as a disk does: before it touched anything,
 * or after it was done and before it was answered.
 */
export class MemoryFiles implements FileStore {
  readonly #files = new Map<string, Uint8Array<ArrayBuffer>>()
  #failing: { left: number; how: 'before' | 'after'; cause: Error } | null = null

  /** @param nth 1: the very next operation */
  failOperation(nth: number, how: 'before' | 'after' = 'before', cause = new Error('the disk failed')): void {
    this.#failing = { left: nth, how, cause }
  }

  /** Every path with a file; sorted. */
  get paths(): string[] {
    return [...this.#files.keys()].sort()
  }

  read(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#done(() => this.#files.get(path)?.slice() ?? null)
  }

  readRange(path: string, from: number, to: number): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#done(() => this.#files.get(path)?.slice(from, to) ?? null)
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    return this.#done(() => void this.#files.set(path, Uint8Array.from(bytes)))
  }

  overwrite(path: string, bytes: Uint8Array): Promise<void> {
    return this.#done(() => {
      const file = this.#files.get(path)
      if (file?.length !== bytes.length) throw new Error(`no file of ${bytes.length} bytes at ${path}`)
      file.set(bytes)
    })
  }

  remove(path: string): Promise<void> {
    return this.#done(() => void this.#files.delete(path))
  }

  list(folder: string): Promise<string[]> {
    return this.#done(() =>
      this.paths
        .filter((path) => path.slice(0, path.lastIndexOf('/')) === folder)
        .map((path) => path.slice(folder.length + 1)),
    )
  }

  sizeBytes(path: string): Promise<number | null> {
    return this.#done(() => this.#files.get(path)?.length ?? null)
  }

  async #done<T>(operation: () => T): Promise<T> {
    const failing = this.#failing
    if (!failing || --failing.left > 0) return operation()
    this.#failing = null
    if (failing.how === 'after') operation()
    throw failing.cause
  }
}

export function memoryFiles(): MemoryFiles {
  return new MemoryFiles()
}
