import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { decodeRoomFrame, encodeRoomFrame } from '#contract/sync/room-frames.ts'
import type { Network } from '../network.ts'
import { until } from './page.fixture.ts'
import { RoomSocket } from './room-socket.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A hub that lets everybody in, and says nothing more once it is told to fall silent. */
async function quietHub() {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  const hub = { connections: 0, silent: false, pings: 0 }
  sockets.on('connection', (socket) => {
    hub.connections++
    socket.on('message', (data: Buffer) => {
      const { room, frame } = decodeRoomFrame(data)!
      if (hub.silent) return
      if (frame.is === 'token') socket.send(encodeRoomFrame(room, { is: 'allowed', readOnly: false }))
      if (frame.is !== 'said') return
      hub.pings++
      socket.send(encodeRoomFrame(room, { is: 'said', text: '{"is":"pong","at":1}' }))
    })
  })
  ends.push(() => (sockets.close(), server.closeAllConnections(), server.close()))
  const { port } = server.address() as AddressInfo
  const network: Network = {
    fetch: () => Promise.reject(new TypeError('no line')),
    socket: (path) => new WebSocket(`ws://127.0.0.1:${port}${path}`),
    online: () => true,
    metered: () => false,
    onOnline: () => () => undefined,
  }
  return { hub, network }
}

const PACE = { pingMs: 40, deadMs: 160, retryMinMs: 10, retryMaxMs: 40 }

test('a line that is open and dead is found by its silence, and made anew', async () => {
  const { hub, network } = await quietHub()
  const socket = new RoomSocket(
    network,
    async () => 'token',
    PACE,
    async () => undefined,
  )
  ends.push(() => socket.end())
  const heard: string[] = []
  socket.join('s/consult/AAAAAAAAAAAAAAAAAAAAAA/1', {
    entered: () => heard.push('entered'),
    heard: () => undefined,
    lost: () => heard.push('lost'),
  })
  await until(() => hub.pings > 3, 'answered pings')
  expect(heard).toEqual(['entered'])
  hub.silent = true
  await until(() => heard.includes('lost'), 'found dead')
  hub.silent = false
  await until(() => heard.filter((word) => word === 'entered').length === 2, 'back')
  expect(hub.connections).toBeGreaterThan(1)
})

test('without a room there is no socket', async () => {
  const { hub, network } = await quietHub()
  const socket = new RoomSocket(
    network,
    async () => 'token',
    PACE,
    async () => undefined,
  )
  ends.push(() => socket.end())
  let entered = 0
  const ear = { entered: () => void entered++, heard: () => undefined, lost: () => undefined }
  socket.join('s/consult/AAAAAAAAAAAAAAAAAAAAAA/1', ear)
  await until(() => entered === 1, 'in')
  socket.leave('s/consult/AAAAAAAAAAAAAAAAAAAAAA/1')
  await new Promise((go) => setTimeout(go, 3 * PACE.retryMaxMs))
  expect(hub.connections).toBe(1)
})
