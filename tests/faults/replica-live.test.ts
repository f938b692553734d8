import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Network } from '#data/keeper/network.ts'
import { fastify, type FastifyInstance } from 'fastify'
import { allergy, ClinicBench, register, sync, valueOf } from './simulator/clinic-bench.ts'

/** Over a real socket of a real server: what a tablet does by itself. */
let bench: ClinicBench
let server: FastifyInstance
let origin: string

beforeEach(async () => {
  bench = await ClinicBench.open()
  server = fastify({ logger: false })
  await bench.hub.hub.register(server)
  origin = await server.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(() => bench.end())

function wire(metered = false): Network & { readonly sockets: WebSocket[] } {
  const sockets: WebSocket[] = []
  return {
    sockets,
    fetch: (path, init) => fetch(origin + path, init),
    socket: (path) => {
      const socket = new WebSocket(origin.replace('http', 'ws') + path)
      sockets.push(socket)
      return socket
    },
    online: () => true,
    metered: () => metered,
    onOnline: () => () => undefined,
  }
}

test('what a colleague signs is there without anybody asking: the hub says that there is something new', async () => {
  const a = await bench.founder(wire())
  const line = wire()
  const b = await bench.joiner(a, '李军', line)
  b.tablet.syncsByItself = true
  b.keeper = await b.tablet.start()
  const [user] = (await b.keeper.state()).users
  valueOf(await b.keeper.unlock(user!.key, { passphrase: '四匹马 walk over 石桥 at noon' }))
  await expect.poll(() => line.sockets[0]?.readyState, { timeout: 10_000 }).toBe(1)
  await expect.poll(async () => (await b.keeper.replica.state()).phase, { timeout: 10_000 }).toBe('done')

  const subject = await register(a)
  valueOf(await a.keeper.write([allergy(subject)]))
  await sync(a)
  await expect.poll(async () => (await b.keeper.chart(subject)).ok, { timeout: 10_000 }).toBe(true)
})

test('a line that is paid by volume keeps no socket and takes small pages', async () => {
  const a = await bench.founder(wire())
  await register(a)
  await sync(a)
  const line = wire(true)
  const b = await bench.joiner(a, '李军', line)
  await sync(b)
  expect(line.sockets).toEqual([])
  expect(await b.keeper.replica.state()).toMatchObject({ saving: true, phase: 'done' })
  await b.keeper.replica.setDataSaver('off')
  expect(await b.keeper.replica.state()).toMatchObject({ saving: false })
})
