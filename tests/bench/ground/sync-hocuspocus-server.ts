/** Hocuspocus alone in its process: a document a record, kept in memory as updates; filled from a JSON file. */
import { readFileSync } from 'node:fs'
import { Server } from '@hocuspocus/server'
import * as Y from 'yjs'
import type { SyncRecord } from './sync-contender.ts'
import { documentOf } from './sync-record-document.ts'

const records = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as readonly SyncRecord[]
const stored = new Map<string, Uint8Array>()
for (const record of records) stored.set(record.id, Y.encodeStateAsUpdate(documentOf(record)))
const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  debounce: 0,
  async onLoadDocument({ document, documentName }) {
    const update = stored.get(documentName)
    if (update) Y.applyUpdate(document, update)
  },
  async onStoreDocument({ document, documentName }) {
    stored.set(documentName, Y.encodeStateAsUpdate(document))
  },
})
await server.listen()
process.stdout.write(`${JSON.stringify({ port: server.address.port })}\n`)
