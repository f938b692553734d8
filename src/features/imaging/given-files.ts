import { DROP_FILES_MAX } from '#data/imaging/film-problems.ts'
import type { GivenFile } from '#data/imaging/film-intake.ts'

/** One more than is read, so that somebody is told of it. */
const LISTED_MAX = DROP_FILES_MAX + 1

/** Files that were chosen, each with its place in the folder that was chosen. */
export function chosenFiles(files: Iterable<File>): readonly GivenFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}

/** Files of a drop, those inside dropped folders too, in the order in which the folders list them. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly GivenFile[]> {
  // Entries must be taken before the first await: afterwards the browser has emptied the list.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return chosenFiles(transfer.files)
  const found: GivenFile[] = []
  for (const entry of entries) await collect(entry, found)
  return found
}

async function collect(entry: FileSystemEntry, found: GivenFile[]): Promise<void> {
  if (found.length >= LISTED_MAX) return
  if (entry.isFile) {
    const file = await new Promise<File>((done, failed) =>
      (entry as FileSystemFileEntry).file(done, failed),
    ).catch(() => null)
    if (file) found.push({ path: entry.fullPath.replace(/^\//, ''), file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A reader gives its folder in portions and ends with an empty one; a folder that cannot be read is as empty.
    const portion = await new Promise<FileSystemEntry[]>((done, failed) =>
      reader.readEntries(done, failed),
    ).catch(() => [])
    if (portion.length === 0) return
    for (const child of portion) await collect(child, found)
  }
}
