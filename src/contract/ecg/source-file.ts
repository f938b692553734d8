/** A file as it was given: its name (a path with `/` where the folder is known) and all its bytes. */
export interface SourceFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** `p/a/rec.HEA` → `rec.HEA`. */
export function baseName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
}

/** `p/a/rec.hea` → `p/a/`; empty where the name has no folder. */
export function folderOf(name: string): string {
  return name.slice(0, name.length - baseName(name).length)
}

/** `p/a/rec.hea` → `rec`. */
export function stemOf(name: string): string {
  const base = baseName(name)
  const dot = base.lastIndexOf('.')
  return dot > 0 ? base.slice(0, dot) : base
}
