import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const sources = [
  'src',
  'static',
  'workers',
  'models',
  'svelte.config.js',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
]
/** Written by the build itself, or of no consequence for it. */
const aside = /(^|\/)(static\/(runtime|packs)|src\/ui\/words|models\/[^/]+\/train)(\/|$)|\.test\.ts$/

/** Whether any source is newer than the sealed build. */
export function needsBuild(folder: string): boolean {
  const sealed = join(folder, 'build/install.json')
  if (!existsSync(sealed)) return true
  const builtMs = statSync(sealed).mtimeMs
  return sources.some((name) => newerThan(folder, name, builtMs))
}

function newerThan(folder: string, name: string, builtMs: number): boolean {
  const path = join(folder, name)
  if (aside.test(name) || !existsSync(path)) return false
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs > builtMs
  return readdirSync(path).some((inner) => newerThan(folder, `${name}/${inner}`, builtMs))
}
