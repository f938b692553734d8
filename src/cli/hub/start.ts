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
  // An app that is named was built elsewhere: a box or a container has nothing to build with.
  const exitCode = args.includes('--folder') ? EXIT.done : builtApp(root)
  if (exitCode !== EXIT.done) return exitCode
  await serve(['--folder', join(root, 'build'), '--data', DEFAULT_DATA, '--log', 'info', ...args], {
    beforeListening: (hub) => firstRun(hub, io, terminal),
  })
  return Number(process.exitCode ?? EXIT.done)
}
