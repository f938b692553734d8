import { fastify } from 'fastify'
import { openHub } from '../../src/hub/hub.ts'

/*
 * The real hub on a port of its own, without the app: `node hub-child.ts FOLDER`. It says where it is, and serves until
 * somebody kills it.
 */
const hub = await openHub({ folder: process.argv[2]! })
const server = fastify({ logger: false, forceCloseConnections: true, bodyLimit: 16 * 1024 })
await hub.register(server)
const origin = await server.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${origin}\n`)
