import { wrap, type Remote } from 'comlink'
import installUrl from '../../../workers/install.worker.ts?worker&url'
import type { InstallWorker } from '../../../workers/install.worker.ts'
import { spawnWorker } from './spawn.ts'

let installer: Remote<InstallWorker> | undefined

/** The one installer of this page; it downloads in its own worker. */
export function groupInstaller(): Remote<InstallWorker> {
  installer ??= wrap<InstallWorker>(spawnWorker(installUrl, 'install'))
  return installer
}
