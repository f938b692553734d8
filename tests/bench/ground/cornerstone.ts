import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { rivalFile } from './rivals.ts'

/** `@cornerstonejs/core` as one script that leaves `cornerstone` in the page; null, with the reason said, without it. */
export async function cornerstoneScript(progress: (what: string) => void): Promise<string | null> {
  const core = rivalFile('@cornerstonejs/core/dist/esm/index.js', progress)
  if (!core) return null
  const folder = mkdtempSync(join(tmpdir(), 'hinterland-cornerstone-'))
  const entry = join(folder, 'entry.js')
  // vtk.js writes XML with a package that wants Node; nothing here writes any.
  const noXml = join(folder, 'no-xml.js')
  writeFileSync(noXml, 'export const create = null\n')
  writeFileSync(entry, `import * as core from ${JSON.stringify(core)}\nglobalThis.cornerstone = core\n`)
  try {
    const built = await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      resolve: { alias: { xmlbuilder2: noXml } },
      build: {
        write: false,
        target: 'es2022',
        rollupOptions: { input: entry, output: { format: 'iife' } },
      },
    })
    if (!('output' in built)) throw new Error('one script was expected')
    return built.output[0].code
  } finally {
    rmSync(folder, { recursive: true })
  }
}
