/**
 * What the hub is measured beside: a plain web socket that answers each message when SQLite has it on the disk, one row
 * and one commit a message; no signature is looked at, nothing is judged, no receipt made. `FOLDER`.
 */
import { createServer } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { WebSocketServer } from 'ws'

const db = new DatabaseSync(join(process.argv[2]!, 'plain.db'))
db.exec(
  'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE fact (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL)',
)
const insert = db.prepare('INSERT INTO fact (bytes) VALUES (?)')
const server = createServer()
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return socket.send('{}')
    insert.run(data)
    socket.send(data)
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  process.stdout.write(`${JSON.stringify({ port, pid: process.pid })}\n`)
})
