import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from '../hub/serve.ts'
import { builtApp } from './build/built-app.ts'
import { DEFAULT_DATA } from './hub/command.ts'

/** `npm start`: builds when a source is newer than the build, then serves app and hub; `--no-hub` the app alone. */
const root = fileURLToPath(new URL('../../', import.meta.url))

const exitCode = builtApp(root)
if (exitCode !== 0) process.exit(exitCode)
await serve(['--folder', join(root, 'build'), '--data', DEFAULT_DATA, ...process.argv.slice(2)])
