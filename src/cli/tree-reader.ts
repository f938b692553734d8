import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackManifest } from '#contract/pack.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { packUrl } from '#inference/installed-files.ts'
import { createOrtRuntime } from '#inference/ort/runtime.ts'
import { sessionReader, type PackReader } from '#inference/reader.ts'
import { openPack } from '#inference/registry.ts'
import type { OpenPack } from '#inference/runtime.ts'
import { treeFiles } from '#inference/tree-files.ts'

export const MODELS = join(import.meta.dirname, '..', '..', 'models')

export interface TreeReader<Model> {
  readonly reader: PackReader<Model>
  dispose(): Promise<void>
}

/** The packs of this tree. */
export async function treePacks(): Promise<Pick<PackManifest, 'id' | 'version' | 'task'>[]> {
  const folders = (await readdir(MODELS, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const packs: Pick<PackManifest, 'id' | 'version' | 'task'>[] = []
  for (const { name } of folders) {
    const found = await head(name)
    if (found !== null) packs.push({ id: name, version: found.version, task: found.task })
  }
  return packs
}

/**
 * A reader over a pack of this tree, on ONNX Runtime (WASM, one thread), and what ends it.
 * @param open reads what the pack needs beside its network
 * @returns also `pack-missing`, `engine-not-started`
 */
export async function openTreeReader<Model>(
  id: string,
  open: (pack: OpenPack) => Promise<Outcome<Model>>,
): Promise<Outcome<TreeReader<Model>>> {
  const manifest = await head(id)
  if (manifest === null) {
    return bad(
      'pack-missing',
      `There is no model pack ${id} in this tree.`,
      'Look into models/ for those there are.',
      { id },
    )
  }
  const pack = await openPack(treeFiles, id, manifest.version)
  if (!pack.ok) return pack
  const model = await open(pack.value)
  if (!model.ok) return model
  const ort = await import('onnxruntime-web/wasm')
  try {
    const runtime = createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false })
    const session = await runtime.load(pack.value, 'ort-wasm')
    return good({ reader: sessionReader(model.value, session), dispose: () => session.dispose() })
  } catch (error) {
    return bad(
      'engine-not-started',
      `The model pack ${id} could not be started: ${String(error)}.`,
      'Run "npm install" again.',
      { id },
    )
  }
}

/** What of a manifest is needed before it is checked; null where the folder holds no pack. */
async function head(id: string): Promise<Pick<PackManifest, 'version' | 'task'> | null> {
  try {
    const bytes = await treeFiles.read(packUrl(id, '', 'pack.json'))
    return JSON.parse(new TextDecoder().decode(bytes)) as PackManifest
  } catch {
    return null
  }
}
