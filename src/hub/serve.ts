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
  const server = await createServer({ folder: resolve(values.folder), isolation: !values['no-isolation'] })
  const stop = () => {
    setTimeout(() => process.exit(0), drainMs).unref()
    void server.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  const address = await server.listen({ host: values.host, port: Number(values.port) })
  process.stdout.write(`Hinterland is at http://localhost:${new URL(address).port} (Ctrl+C stops it)\n`)
}
