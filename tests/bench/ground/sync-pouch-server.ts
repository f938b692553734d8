/** PouchDB's server (express-pouchdb, in memory, only what replication needs) alone in its process. */
import { mkdtempSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pouch } from './sync-pouch-core.ts'
import { requireRival } from './rivals.ts'

const folder = mkdtempSync(join(tmpdir(), 'hinterland-pouch-'))
const express = requireRival('express') as () => {
  use(path: string, handler: unknown): void
  listen(port: number, host: string, then: () => void): { address(): AddressInfo }
}
const expressPouch = requireRival('express-pouchdb') as (pouchDb: unknown, options: object) => unknown
const app = express()
const options = { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(folder, 'log.txt') }
app.use('/', expressPouch(pouch().defaults({ adapter: 'memory' }), options))
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`)
})
