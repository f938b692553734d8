/** More than a day's recordings of a clinic; a dropped disk is a mistake. */
const FILES_MAX = 2000

/**
 * Files of a drop, those inside dropped folders too.
 * @returns at most 2,000, in the order in which the folders list them
 */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Entries must be taken before the first await: afterwards the browser has emptied the list.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry())
  if (entries.some((entry) => entry === null)) return [...transfer.files]
  const files: File[] = []
  for (const entry of entries) await collect(entry!, files)
  return files
}

async function collect(entry: FileSystemEntry, files: File[]): Promise<void> {
  if (files.length >= FILES_MAX) return
  if (entry.isFile) {
    files.push(await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed)))
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A reader gives its folder in portions and ends with an empty one.
    const portion = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed))
    if (portion.length === 0) return
    for (const child of portion) await collect(child, files)
  }
}
