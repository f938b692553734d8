import { transfer } from 'comlink'
import type { FilmClaims } from '#domain/imaging/claims.ts'
import { onFrame } from '#domain/imaging/gathered-claims.ts'
import type { Outcome } from '#domain/problem.ts'
import type { PackVersion } from '#inference/beside.ts'
import type { RunReport } from '#inference/engine-status.ts'
import { filmClaims, type ImageSource } from '#inference/image/film-claims.ts'
import { openImageModel, type ImageModel } from '#inference/image/image-model.ts'
import type { FramePicture, PictureAsked } from '#inference/image/pack-picture.ts'
import type { InstalledFiles } from '#inference/installed-files.ts'
import { ProblemError } from '#inference/problem-error.ts'
import type { PackReader } from '#inference/reader.ts'
import { openPack } from '#inference/registry.ts'
import type { Tensors } from '#inference/runtime.ts'

/** One frame that packs are asked about. */
export interface AskedFrame {
  readonly instance: string
  readonly frame: number
  readonly asked: PictureAsked
}

/** Runs the network of a pack, where the engines are. What it throws ends the asking. */
export type RunPack = (pack: PackVersion, batch: readonly Tensors[]) => Promise<Outcome<RunReport>>

/**
 * What packs say of a frame, in its coordinates. All but the networks runs here: a picture of 1500 × 1800 is prepared in
 * 30 to 125 ms, and outlines of 384 × 384 are followed in as much.
 */
export async function claimsOn(
  files: InstalledFiles,
  packs: readonly PackVersion[],
  { instance, frame }: AskedFrame,
  { picture, scale }: FramePicture,
  run: RunPack,
): Promise<FilmClaims> {
  const sources = packs.map((pack) => sourceOf(files, pack, run))
  const said = await filmClaims(sources, [{ instance, frame, picture }])
  return { ...said, packs: said.packs.map((claim) => onFrame(claim, scale)) }
}

const opened = new Map<string, Promise<ImageModel>>()

/** Opened at its first question; one that could not be opened is tried again at the next. */
function sourceOf(files: InstalledFiles, { id, version }: PackVersion, run: RunPack): ImageSource {
  const key = `${id} ${version}`
  return {
    pack: id,
    version,
    async open(): Promise<PackReader<ImageModel>> {
      const opening =
        opened.get(key) ??
        openModel(files, id, version).catch((error: unknown) => {
          opened.delete(key)
          throw error
        })
      opened.set(key, opening)
      const model = await opening
      return { model, run: (batch) => ran(run({ id, version }, moved(batch))) }
    },
  }
}

async function openModel(files: InstalledFiles, id: string, version: string): Promise<ImageModel> {
  const pack = await openPack(files, id, version)
  if (!pack.ok) throw new ProblemError(pack.problem)
  const model = await openImageModel(pack.value)
  if (!model.ok) throw new ProblemError(model.problem)
  return model.value
}

async function ran(running: Promise<Outcome<RunReport>>): Promise<RunReport> {
  const report = await running
  if (!report.ok) throw new ProblemError(report.problem)
  return report.value
}

/** Tensors that nobody here needs any more: they are handed over and not copied. */
function moved(batch: readonly Tensors[]): readonly Tensors[] {
  const buffers = batch.flatMap((tensors) => Object.values(tensors).map(({ data }) => data.buffer))
  return transfer(batch, [...new Set(buffers)] as ArrayBuffer[])
}
