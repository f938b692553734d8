import { saveFile } from '../save-file.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import { clinic } from '../clinic.svelte.ts'
import { keeper } from '../workers/keeper.ts'
import {
  forgetBackupFolder,
  keepBackupFolder,
  readBackupFolder,
  writeBackup,
  type BackupFolder,
  type PermittedHandle,
} from './backup-folder.ts'
import { backupRisk, type BackupRisk } from './backup-risk.ts'

const TICK_MS = 20_000

/** A folder on a stick that is not there is asked for again after this time, not at every tick. */
const TRY_AGAIN_AFTER_MS = 30 * 60_000

/** Chromium's pickers, which the DOM library does not describe; other browsers download instead. */
interface Pickers {
  showDirectoryPicker?(options: { id: string; mode: 'readwrite' }): Promise<PermittedHandle>
  showSaveFilePicker?(options: { id: string; suggestedName: string }): Promise<FileSystemFileHandle>
}
const pickers = globalThis as unknown as Pickers

type FolderState =
  /** This browser gives no folder to a page: backups are files that a person saves. */
  | 'no-folders'
  | 'none'
  | 'ready'
  /** Chosen, and the browser wants a person to allow it again after a restart. */
  | 'asks'

/** `saved`: written where the person said. `handed-out`: the browser downloads it, and only the person knows where. */
export type HowSaved = 'saved' | 'handed-out' | 'stopped'

/** Backups of this tablet: what is at risk, where they go, and the evening run. */
class Backup {
  nowMs = $state(Date.now())
  folder = $state<FolderState>('none')
  folderName = $state('')
  progress = $state.raw<{ readonly doneBytes: number; readonly totalBytes: number } | null>(null)
  /** Why the last evening run did not succeed. */
  eveningProblem = $state.raw<Problem | null>(null)

  #chosen: BackupFolder | null = null
  #triedAtMs = 0

  readonly risk: BackupRisk = $derived.by(() => {
    const state = clinic.state
    if (!state || state.phase === 'none' || state.phase === 'erased') return 'none'
    return backupRisk(state, this.nowMs, -new Date(this.nowMs).getTimezoneOffset())
  })

  /** Ticks, and makes the evening backup where a folder is ready. Once a page, for good. */
  async start(): Promise<void> {
    await this.#look()
    setInterval(() => {
      this.nowMs = Date.now()
      if (this.risk !== 'none') void this.#evening()
    }, TICK_MS)
  }

  /** Asks the person for a folder. To be called in a tap. */
  async chooseFolder(): Promise<void> {
    const handle = await pickers
      .showDirectoryPicker?.({ id: 'hinterland-backup', mode: 'readwrite' })
      .catch(() => null)
    if (!handle) return
    await keepBackupFolder({ handle, written: [] })
    await this.#look()
  }

  /** After a restart the browser asks once more. To be called in a tap. */
  async allowFolder(): Promise<void> {
    await (this.#chosen?.handle as PermittedHandle | undefined)?.requestPermission({ mode: 'readwrite' })
    await this.#look()
  }

  async forgetFolder(): Promise<void> {
    await forgetBackupFolder()
    await this.#look()
  }

  async saveToFolder(): Promise<Outcome<null>> {
    if (!this.#chosen) return folderGone('no folder was chosen')
    const made = await this.#export()
    if (!made.ok) return made
    try {
      await writeBackup(this.#chosen, made.value.fileName, made.value.bytes)
    } catch (cause) {
      return folderGone(String(cause))
    }
    await keeper.backupSaved()
    await this.#look()
    return good(null)
  }

  /** One file, where the person says. To be called in a tap. */
  async saveAsFile(): Promise<Outcome<HowSaved>> {
    const made = await this.#export()
    if (!made.ok) return made
    const { fileName, bytes } = made.value
    if (!pickers.showSaveFilePicker) {
      saveFile(fileName, bytes)
      return good('handed-out')
    }
    try {
      const file = await pickers.showSaveFilePicker({ id: 'hinterland-backup', suggestedName: fileName })
      const stream = await file.createWritable()
      await stream.write(bytes)
      await stream.close()
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'AbortError') return good('stopped')
      // The tap is too old for the picker, or the place cannot be written: the browser's own download remains.
      saveFile(fileName, bytes)
      return good('handed-out')
    }
    await keeper.backupSaved()
    return good('saved')
  }

  async #export() {
    this.progress = { doneBytes: 0, totalBytes: 0 }
    try {
      return await keeper.exportSealed((doneBytes, totalBytes) => (this.progress = { doneBytes, totalBytes }))
    } catch (cause) {
      return bad(
        'backup-not-made',
        `The backup could not be made: ${String(cause)}.`,
        'Nothing is lost. Close other windows of the app and try again.',
      )
    } finally {
      this.progress = null
    }
  }

  async #evening(): Promise<void> {
    if (this.folder !== 'ready' || this.progress || this.nowMs - this.#triedAtMs < TRY_AGAIN_AFTER_MS) return
    this.#triedAtMs = this.nowMs
    // Two windows of the app make one backup.
    await navigator.locks.request('hinterland-backup', { ifAvailable: true }, async (lock) => {
      if (!lock) return
      const outcome = await this.saveToFolder()
      this.eveningProblem = outcome.ok ? null : outcome.problem
    })
  }

  async #look(): Promise<void> {
    this.#chosen = await readBackupFolder()
    this.folderName = this.#chosen?.handle.name ?? ''
    if (!pickers.showDirectoryPicker) this.folder = 'no-folders'
    else if (!this.#chosen) this.folder = 'none'
    else {
      const handle = this.#chosen.handle as PermittedHandle
      const may = await handle.queryPermission({ mode: 'readwrite' }).catch(() => 'prompt' as const)
      this.folder = may === 'granted' ? 'ready' : 'asks'
    }
  }
}

function folderGone(why: string) {
  return bad(
    'backup-folder-gone',
    `The backup could not be written into its folder: ${why}.`,
    'Put the stick in, or choose another folder.',
  )
}

export const backup = new Backup()
