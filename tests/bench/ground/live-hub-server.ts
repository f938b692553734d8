/** Our hub for the bench of live lines, alone in its process: `FOLDER`; each line enrols the users of one clinic. */
import { createInterface } from 'node:readline'
import { fastify } from 'fastify'
import { fromBase64url } from '../../../src/contract/record/base64url.ts'
import { readInvitation } from '../../../src/contract/sync/enrolment.ts'
import { openHub } from '../../../src/hub/hub.ts'
import { createVoice } from '../../../src/hub/run/voice.ts'
import type { LiveUser } from './live-lines.ts'

const hub = await openHub({ folder: process.argv[2]!, name: 'bench', say: createVoice('error') })
const server = fastify({ logger: false, bodyLimit: 16 * 1024 })
await hub.register(server)
const { port } = new URL(await server.listen({ host: '127.0.0.1', port: 0 }))
say({ port: Number(port), pid: process.pid })
for await (const line of createInterface(process.stdin)) {
  const { scope, users } = JSON.parse(line) as { scope: string; users: readonly LiveUser[] }
  for (const [i, user] of users.entries()) await enrol(scope, user, i === 0)
  say({ enrolled: users.length })
}

async function enrol(scope: string, user: LiveUser, isFirst: boolean): Promise<void> {
  const made = await hub.people.invite({ scope: isFirst ? null : scope, role: 'nurse' }, 'terminal')
  if (!made.ok) throw new Error(made.problem.code)
  const request = {
    v: 1 as const,
    token: readInvitation(made.value.text)!.token,
    device: user.device,
    name: 'Zhou Min',
    role: 'nurse' as const,
    signingKey: fromBase64url(user.signingKey)!,
    agreementKey: fromBase64url(user.agreementKey)!,
    clinic: isFirst ? { scope, name: scope, recoveryKey: new Uint8Array(32) } : null,
  }
  const enrolled = await hub.people.enrol(request, { key: user.key, token: null, address: '127.0.0.1' })
  if (!enrolled.ok) throw new Error(enrolled.problem.code)
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}
