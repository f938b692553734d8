/**
 * Makes sure that there is a Chromium for the end-to-end tests: uses the one that is there, installs Debian's
 * as root, or says in one sentence what to do. Downloads nothing from anywhere but the package archive.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromiumPath } from './chromium-path.ts'

function installFromDebian(): boolean {
  const run = (...command: string[]) =>
    spawnSync(command[0]!, command.slice(1), {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  return (
    run('apt-get', 'update', '-qq') &&
    run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk')
  )
}

const debianAsRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0
if (!chromiumPath() && !(debianAsRoot && installFromDebian() && chromiumPath())) {
  console.error(
    'The browser tests need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to the path of a Chromium or Chrome.',
  )
  process.exit(1)
}
