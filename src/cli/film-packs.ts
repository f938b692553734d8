import type { Problem } from '#domain/problem.ts'
import type { ImageSource } from '#inference/image/film-claims.ts'
import { isImageTask, openImageModel } from '#inference/image/image-model.ts'
import { ProblemError } from '#inference/problem-error.ts'
import { openPack } from '#inference/registry.ts'
import { treeFiles } from '#inference/tree-files.ts'
import { openTreeReader, treePacks, type TreeReader } from './tree-reader.ts'
import type { ImageModel } from '#inference/image/image-model.ts'

/** The packs of this tree that read pictures. */
export interface FilmPacks {
  readonly sources: readonly ImageSource[]
  dispose(): Promise<void>
}

/** Each starts when it is first run: of ten packs a picture needs two or three. */
export async function openFilmPacks(): Promise<FilmPacks> {
  const packs = (await treePacks()).filter(({ task }) => isImageTask(task))
  const open: TreeReader<ImageModel>[] = []
  const sources = packs.map(({ id, version }): ImageSource => {
    let starting: Promise<TreeReader<ImageModel>> | undefined
    return {
      pack: id,
      version,
      async open() {
        const model = await openModel(id, version)
        return {
          model,
          async run(batch, signal) {
            starting ??= started(id, open)
            return (await starting).reader.run(batch, signal)
          },
        }
      },
    }
  })
  return {
    sources,
    async dispose() {
      for (const reader of open) await reader.dispose()
    },
  }
}

async function openModel(id: string, version: string): Promise<ImageModel> {
  const pack = await openPack(treeFiles, id, version)
  if (!pack.ok) throw new ProblemError(pack.problem)
  const model = await openImageModel(pack.value)
  if (!model.ok) throw new ProblemError(model.problem)
  return model.value
}

async function started(id: string, open: TreeReader<ImageModel>[]): Promise<TreeReader<ImageModel>> {
  const reader = await openTreeReader(id, openImageModel)
  if (!reader.ok) throw new ProblemError(reader.problem satisfies Problem)
  open.push(reader.value)
  return reader.value
}
