import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from '../../hub/serve.ts'
import { builtApp } from '../build/built-app.ts'
import { DEFAULT_DATA, type HubCommand } from './command.ts'
import { EXIT } from '../io.ts'
import { firstRun } from './first-run.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** `hub`: app and API on one origin until it is stopped. */
export async function startCommand({ args, io, terminal }: HubCommand): Promise<number> {
  const exitCode = builtApp(root)
  if (exitCode !== 0) return exitCode
  await serve(['--folder', join(root, 'build'), '--data', DEFAULT_DATA, '--log', 'info', ...args], {
    beforeListening: (hub) => firstRun(hub, io, terminal),
  })
  return Number(process.exitCode ?? EXIT.done)
}
