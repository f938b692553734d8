import type { FilmClaims } from '#domain/imaging/claims.ts'
import { NO_FILM_CLAIMS } from '#domain/imaging/claims.ts'
import { onFrame, together } from '#domain/imaging/gathered-claims.ts'
import { filmClaims, type ImageSource } from '#inference/image/film-claims.ts'
import { openImageModel, type ImageModel } from '#inference/image/image-model.ts'
import type { PictureAsked } from '#inference/image/pack-picture.ts'
import { ProblemError } from '#inference/problem-error.ts'
import type { PackReader } from '#inference/reader.ts'
import { openPack } from '#inference/registry.ts'
import { FILM_PACKS, type FilmPack } from '../imaging/film-packs.ts'
import { installedFiles } from '../install/installed-files.ts'
import { ecgEngines } from './engines.ts'
import { filmWorker } from './film.ts'
import { groupInstaller } from './installer.ts'

/** One frame that packs are asked about. */
export interface AskedFrame {
  readonly instance: string
  readonly frame: number
  readonly asked: PictureAsked
}

/** Packs are read from the network where they are not installed: only what somebody chose to have is asked. */
export async function packsHere(): Promise<readonly FilmPack[]> {
  const state = await groupInstaller.state().catch(() => null)
  if (!state?.ok) return []
  const here = new Set(
    state.value.groups.filter(({ status }) => status === 'installed').map(({ id }) => id as string),
  )
  return FILM_PACKS.filter(({ id }) => here.has(`pack:${id}`))
}

/**
 * Asks packs about frames, one after another, so that one picture is in memory at a time. A frame that cannot be
 * decoded, and a pack that cannot answer, cost the others nothing.
 * @param onFrameRead hears what was said so far after each frame
 * @throws DOMException `AbortError`; an error where the worker of pictures was ended
 */
export async function askPacks(
  packs: readonly FilmPack[],
  frames: readonly AskedFrame[],
  signal: AbortSignal,
  onFrameRead: (claims: FilmClaims) => void,
): Promise<void> {
  let claims = NO_FILM_CLAIMS
  const sources = packs.map(sourceOf)
  for (const { instance, frame, asked } of frames) {
    signal.throwIfAborted()
    const made = await filmWorker().packPicture(instance, frame, asked)
    signal.throwIfAborted()
    if (made.ok) {
      const { picture, scale } = made.value
      const said = await filmClaims(sources, [{ instance, frame, picture }], signal)
      const packsSaid = said.packs.map((claim) => onFrame(claim, scale))
      claims = together(claims, { ...said, packs: packsSaid })
    }
    signal.throwIfAborted()
    onFrameRead(claims)
  }
}

const opened = new Map<string, Promise<PackReader<ImageModel>>>()

/** Opened at its first question; one that could not be opened is tried again at the next. */
function sourceOf({ id, version }: FilmPack): ImageSource {
  const key = `${id} ${version}`
  return {
    pack: id,
    version,
    open() {
      const opening =
        opened.get(key) ??
        openReader(id, version).catch((error: unknown) => {
          opened.delete(key)
          throw error
        })
      opened.set(key, opening)
      return opening
    },
  }
}

async function openReader(id: string, version: string): Promise<PackReader<ImageModel>> {
  const pack = await openPack(installedFiles, id, version)
  if (!pack.ok) throw new ProblemError(pack.problem)
  const model = await openImageModel(pack.value)
  if (!model.ok) throw new ProblemError(model.problem)
  return {
    model: model.value,
    run: (batch, signal) => ecgEngines().runPack({ id, version }, batch, signal),
  }
}
