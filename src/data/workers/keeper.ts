import type { Remote } from 'comlink'
import keeperUrl from '../../../workers/keeper.worker.ts?worker&url'
import type { ReadingStore } from '../readings/reading-store.ts'
import { WatchedWorker } from './watched.ts'

/** A sealed-off disk answers in milliseconds, a tired one in a second; after this it is not coming. */
const ANSWER_WITHIN_MS = 15_000

const keeper = new WatchedWorker<ReadingStore>(keeperUrl, 'keeper')

function ask<R>(question: (remote: Remote<ReadingStore>) => R): Promise<Awaited<R>> {
  return keeper.call(question, ANSWER_WITHIN_MS)
}

const store: ReadingStore = {
  keep: (draft, files) => ask((remote) => remote.keep(draft, files)),
  revise: (seen, draft) => ask((remote) => remote.revise(seen, draft)),
  list: () => ask((remote) => remote.list()),
  open: (id) => ask((remote) => remote.open(id)),
  removed: () => ask((remote) => remote.removed()),
  remove: (id) => ask((remote) => remote.remove(id)),
  restore: (id) => ask((remote) => remote.restore(id)),
  purge: (removedBeforeMs) => ask((remote) => remote.purge(removedBeforeMs)),
  count: () => ask((remote) => remote.count()),
}

/** The one store of this page; it lives in the keeper worker and starts on first use. */
export function readingStore(): ReadingStore {
  return store
}
