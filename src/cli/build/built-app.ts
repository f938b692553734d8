import { spawnSync } from 'node:child_process'
import { needsBuild } from './freshness.ts'

/**
 * Builds the app when a source is newer than the build.
 * @returns exit code of the build; 0 where there was nothing to do
 */
export function builtApp(root: string): number {
  if (!needsBuild(root)) return 0
  process.stderr.write('Building the app first (about 10 seconds) …\n')
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  return status ?? 1
}
