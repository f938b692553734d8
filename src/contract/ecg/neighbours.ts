import { baseName, folderOf, type SourceFile } from './source-file.ts'

/** The files given together, found by name within one folder. Only here do names matter. */
export class Neighbours {
  readonly #openers: ReadonlySet<SourceFile>
  readonly #byFolder = new Map<string, Map<string, SourceFile[]>>()

  /** @param openers those that open a recording themselves: they are nobody's companion */
  constructor(files: readonly SourceFile[], openers: ReadonlySet<SourceFile>) {
    this.#openers = openers
    for (const file of files) {
      const folder = folderOf(file.name)
      const names = this.#byFolder.get(folder) ?? new Map<string, SourceFile[]>()
      this.#byFolder.set(folder, names)
      const key = baseName(file.name).toLowerCase()
      const same = names.get(key)
      if (same) same.push(file)
      else names.set(key, [file])
    }
  }

  /** Companions of this name beside `file`; letter case counts only where both spellings are there. */
  named(file: SourceFile, name: string): readonly SourceFile[] {
    const found = this.#all(file, name).filter((other) => !this.#openers.has(other))
    const exact = found.filter((other) => baseName(other.name) === name)
    return exact.length > 0 ? exact : found
  }

  /** Companions beside `file` whose names begin with this stem and a dot. */
  withStem(file: SourceFile, stem: string): readonly SourceFile[] {
    const names = this.#byFolder.get(folderOf(file.name)) ?? new Map<string, SourceFile[]>()
    const start = `${stem.toLowerCase()}.`
    return [...names]
      .filter(([name]) => name.startsWith(start))
      .flatMap(([, files]) => files)
      .filter((other) => !this.#openers.has(other))
  }

  /** Whether another opener has the same name and other bytes: then nobody can say whose the companions are. */
  hasRival(file: SourceFile): boolean {
    return this.#all(file, baseName(file.name)).some(
      (other) => this.#openers.has(other) && !sameBytes(other, file),
    )
  }

  #all(file: SourceFile, name: string): readonly SourceFile[] {
    return this.#byFolder.get(folderOf(file.name))?.get(name.toLowerCase()) ?? []
  }
}

export function sameBytes(a: SourceFile, b: SourceFile): boolean {
  if (a.bytes === b.bytes) return true
  if (a.bytes.length !== b.bytes.length) return false
  for (let i = 0; i < a.bytes.length; i++) if (a.bytes[i] !== b.bytes[i]) return false
  return true
}
