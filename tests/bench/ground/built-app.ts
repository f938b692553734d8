import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { needsBuild } from '../../../src/cli/build/freshness.ts'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
export const builtFolder = join(root, 'build')

/** Builds the app when a source is newer than its build, as `npm start` does. */
export function makeSureOfBuild(): void {
  if (!needsBuild(root)) return
  process.stderr.write('Building the app first …\n')
  const built = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (built.status !== 0) throw new Error('the app was not built')
}
