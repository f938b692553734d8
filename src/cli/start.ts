import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from '../hub/serve.ts'
import { needsBuild } from './build/freshness.ts'

/** `npm start`: builds when a source is newer than the build, then serves it. */
const root = fileURLToPath(new URL('../../', import.meta.url))

if (needsBuild(root)) {
  process.stderr.write('Building the app first (about 10 seconds) …\n')
  const built = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (built.status !== 0) process.exit(built.status ?? 1)
}
await serve(['--folder', join(root, 'build'), ...process.argv.slice(2)])
