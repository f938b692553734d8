import { wrap, type Remote } from 'comlink'
import keeperUrl from '../../../workers/keeper.worker.ts?worker&url'
import type { ReadingStore } from '../readings/reading-store.ts'
import { spawnWorker } from './spawn.ts'

let keeper: Remote<ReadingStore> | undefined

/** The one store of this page; it lives in the keeper worker and starts on first use. */
export function readingStore(): Remote<ReadingStore> {
  keeper ??= wrap<ReadingStore>(spawnWorker(keeperUrl, 'keeper'))
  return keeper
}
