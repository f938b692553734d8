/** Our hub for the bench, alone in its process: `FOLDER` as argument; each line `{"scope"}` asks for an invitation. */
import { createInterface } from 'node:readline'
import { fastify } from 'fastify'
import { openHub } from '../../../src/hub/hub.ts'
import { createVoice } from '../../../src/hub/run/voice.ts'

const hub = await openHub({ folder: process.argv[2]!, name: 'bench', say: createVoice('error') })
const server = fastify({ logger: false, bodyLimit: 16 * 1024 })
await hub.register(server)
say({ port: Number(new URL(await server.listen({ host: '127.0.0.1', port: 0 })).port) })
for await (const line of createInterface(process.stdin)) {
  const { scope } = JSON.parse(line) as { scope: string | null }
  const made = await hub.people.invite({ scope, role: 'clinician' }, 'terminal')
  if (!made.ok) throw new Error(made.problem.code)
  say({ text: made.value.text })
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}
