/** Our hub for the bench with the built app, alone in its process: `DATA APP`; each line `{"scope"}` asks for an invitation. */
import { createInterface } from 'node:readline'
import { openHub } from '../../../src/hub/hub.ts'
import { createVoice } from '../../../src/hub/run/voice.ts'
import { createServer } from '../../../src/hub/server.ts'

const hub = await openHub({ folder: process.argv[2]!, name: 'bench', say: createVoice('error') })
const server = await createServer({ folder: process.argv[3]!, hub })
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
