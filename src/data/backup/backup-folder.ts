/**
 * The folder that a person chose for the evening backup. A handle to it survives a restart only in IndexedDB:
 * a database of its own, with this one row and nothing of a patient. Thirty lines instead of Dexie, because they
 * stand in the page, which has no other database.
 */
export interface BackupFolder {
  readonly handle: FileSystemDirectoryHandle
  /** Names that this tablet wrote there, oldest first; other files in it are never touched. */
  readonly written: readonly string[]
}

const NAME = 'hinterland-backup-folder'
const STORE = 'folder'
const KEY = 'chosen'

/** A week and a weekend of evenings; older ones make room. */
const BACKUPS_MAX = 9

/** Chromium's part of the File System Access API, which the DOM library does not describe. */
export interface PermittedHandle extends FileSystemDirectoryHandle {
  queryPermission(wanted: { mode: 'readwrite' }): Promise<PermissionState>
  requestPermission(wanted: { mode: 'readwrite' }): Promise<PermissionState>
}

export function readBackupFolder(): Promise<BackupFolder | null> {
  return inStore('readonly', (store) => store.get(KEY)).then(
    (found) => (found as BackupFolder | undefined) ?? null,
    () => null,
  )
}

export async function keepBackupFolder(folder: BackupFolder): Promise<void> {
  await inStore('readwrite', (store) => store.put(folder, KEY))
}

export async function forgetBackupFolder(): Promise<void> {
  await inStore('readwrite', (store) => store.delete(KEY))
}

/**
 * Writes one backup; a half-written file never takes the place of a whole one, and the oldest of ours make room.
 * @throws DOMException of the browser: folder gone, permission taken back, disk full
 */
export async function writeBackup(
  folder: BackupFolder,
  fileName: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const file = await folder.handle.getFileHandle(fileName, { create: true })
  const stream = await file.createWritable()
  await stream.write(bytes)
  await stream.close()
  const written = [...folder.written.filter((name) => name !== fileName), fileName]
  const old = written.splice(0, Math.max(0, written.length - BACKUPS_MAX))
  // Somebody may have moved them already.
  for (const name of old) await folder.handle.removeEntry(name).catch(() => undefined)
  await keepBackupFolder({ handle: folder.handle, written })
}

function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    const opening = indexedDB.open(NAME, 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
    opening.onerror = () => failed(opening.error)
    opening.onsuccess = () => {
      const database = opening.result
      const transaction = database.transaction(STORE, mode)
      const request = act(transaction.objectStore(STORE))
      transaction.oncomplete = () => {
        database.close()
        done(request.result)
      }
      transaction.onabort = () => {
        database.close()
        failed(transaction.error)
      }
    }
  })
}
