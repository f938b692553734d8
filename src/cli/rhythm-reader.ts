import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { RhythmReader } from '#inference/ecg-answer.ts'
import { sessionReader } from '#inference/reader.ts'
import { createOrtRuntime } from '#inference/ort/runtime.ts'
import { openPack } from '#inference/registry.ts'
import { openRhythmModel } from '#inference/rhythm-model.ts'
import { treeFiles } from '#inference/tree-files.ts'
import { packUrl } from '#inference/installed-files.ts'

export const MODELS = join(import.meta.dirname, '..', '..', 'models')

/** Ids of the packs of this tree whose task is the rhythm of an ECG. */
export async function rhythmPacks(): Promise<string[]> {
  const folders = (await readdir(MODELS, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const ids: string[] = []
  for (const { name } of folders) if ((await head(name))?.task === 'ecg-rhythm') ids.push(name)
  return ids
}

/** A reader over a pack of this tree, on ONNX Runtime (WASM), and what ends it. */
export async function openRhythmReader(
  id: string,
): Promise<Outcome<{ readonly reader: RhythmReader; dispose(): Promise<void> }>> {
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
  const model = await openRhythmModel(pack.value)
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

async function head(id: string): Promise<{ readonly version: string; readonly task: string } | null> {
  try {
    const bytes = await treeFiles.read(packUrl(id, '', 'pack.json'))
    return JSON.parse(new TextDecoder().decode(bytes)) as { version: string; task: string }
  } catch {
    return null
  }
}
