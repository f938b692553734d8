import * as Y from 'yjs'
import type { SyncRecord } from './sync-contender.ts'

/** A record as a Yjs document: one map, a key a field. */
export function documentOf({ value }: SyncRecord): Y.Doc {
  const document = new Y.Doc()
  const fields = document.getMap('record')
  document.transact(() => {
    for (const [name, field] of Object.entries(value)) fields.set(name, field)
  })
  return document
}
