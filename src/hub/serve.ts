import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createServer } from './server.ts'

/** How long open requests may take to end after a stop was asked for. */
const drainMs = 1500

/**
 * Serves a built app until SIGTERM or SIGINT.
 * Options: `--folder build`, `--host 127.0.0.1`, `--port 4180` (or PORT; 0 picks one), `--no-isolation`.
 */
export async function serve(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      folder: { type: 'string', default: 'build' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: process.env.PORT ?? '4180' },
      'no-isolation': { type: 'boolean', default: false },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return giveUp(`${values.port} is not a port. A port is a number from 0 to 65535.`)
  const server = await createServer({ folder: resolve(values.folder), isolation: !values['no-isolation'] })
  const stop = () => {
    setTimeout(() => process.exit(0), drainMs).unref()
    void server.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  const address = await server.listen({ host: values.host, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return null
  })
  if (address === null)
    return giveUp(`Port ${port} is taken by another program. Stop it, or choose another: PORT=4181 npm start`)
  process.stdout.write(`Hinterland is at http://localhost:${new URL(address).port} (Ctrl+C stops it)\n`)
}

/** Says in one sentence why nothing is served; a stack would not help the person who starts it. */
function giveUp(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}
