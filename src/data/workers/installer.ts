import { proxy } from 'comlink'
import type { GroupId } from '#contract/install-manifest.ts'
import installUrl from '../../../workers/install.worker.ts?worker&url'
import type { InstallWorker } from '../../../workers/install.worker.ts'
import type { InstallProgress } from '../install/installer.ts'
import { WatchedWorker } from './watched.ts'

/**
 * It reads caches and one small file, at times while engines start on every core; a worker that is ended for being slow
 * takes the download that it holds with it.
 */
const STATE_WITHIN_MS = 20_000
/** From one piece to the next, on a line that drops out and comes back. */
const PIECE_WITHIN_MS = 180_000

const installer = new WatchedWorker<InstallWorker>(installUrl, 'install')

/** The one installer of this page; it downloads in its own worker, under watch. */
export const groupInstaller = {
  state: () => installer.call((remote) => remote.state(), STATE_WITHIN_MS),
  install: (id: GroupId, onProgress: (progress: InstallProgress) => void) =>
    installer.call((remote, alive) => {
      const heard = (progress: InstallProgress) => {
        alive()
        onProgress(progress)
      }
      return remote.install(id, proxy(heard))
    }, PIECE_WITHIN_MS),
  cancel: (id: GroupId) => installer.call((remote) => remote.cancel(id), STATE_WITHIN_MS),
  remove: (id: GroupId) => installer.call((remote) => remote.remove(id)),
  installFromFile: (bytes: Uint8Array<ArrayBuffer>) =>
    installer.call((remote) => remote.installFromFile(bytes)),
}
