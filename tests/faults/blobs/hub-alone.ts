/**
 * A hub in a process of its own, for runs that kill it: `node hub-alone.ts FOLDER PORT`. Says `{"origin"}` when it
 * listens; each line `invite SCOPE` (or `invite` for a clinic that is new) on its input is answered by `{"text"}`.
 */
import { createInterface } from 'node:readline'
import { fastify } from 'fastify'
import { openHub } from '../../../src/hub/hub.ts'
import { createVoice } from '../../../src/hub/run/voice.ts'

const [folder, port] = process.argv.slice(2)
const hub = await openHub({ folder: folder!, name: 'County hospital', say: createVoice('error') })
const server = fastify({ logger: false, bodyLimit: 16 * 1024 })
await hub.register(server)
const origin = await server.listen({ host: '127.0.0.1', port: Number(port) })
say({ origin })
for await (const line of createInterface(process.stdin)) {
  const [, scope] = line.split(' ')
  const made = await hub.people.invite({ scope: scope ?? null, role: 'clinician' }, 'terminal')
  say(made.ok ? { text: made.value.text } : { problem: made.problem.code })
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}
