import rosterUrl from '../../../workers/roster.worker.ts?worker&url'
import type { RosterReader } from '../roster/roster-reader.ts'
import { WatchedWorker } from './watched.ts'

const worker = new WatchedWorker<RosterReader>(rosterUrl, 'roster')

/** The roster worker: lists and bundles of people are read off the page. It ends with `close`, and its memory with it. */
export const rosterReader: RosterReader = {
  open: (file, choice, today) => worker.call((remote) => remote.open(file, choice, today)),
  check: (mapping, today) => worker.call((remote) => remote.check(mapping, today)),
  async close() {
    worker.end()
  },
}
