import { askPacks, packsHere } from '#data/workers/film-claims.ts'
import { filmWorker } from '#data/workers/film.ts'
import { storeProblem } from '#data/store-problem.ts'
import { proposalsOf, NO_FILM_CLAIMS, type FilmClaims } from '#domain/imaging/claims.ts'
import type { Frame, FrameInfo, ImageInstance } from '#domain/imaging/image.ts'
import type { PictureOurs, PictureSource } from '#domain/imaging/picture-bench.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'

/** A picture of the bench as it is shown. */
export interface BenchPicture {
  readonly study: string
  readonly instance: ImageInstance
  readonly info: FrameInfo
  readonly frame: Frame
}

/** Opens one file; its name is not told to the reader, who could know the answer from it. */
export async function openPicture(file: Blob): Promise<Outcome<BenchPicture>> {
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    const { outcome } = await filmWorker().takeBytes([{ name: 'picture', bytes }])
    if (!outcome.ok) return outcome
    const study = outcome.value
    const instance = study.series[0]?.instances[0]
    const info = instance?.frames[0]
    if (!instance || !info)
      return bad('film-bench-no-picture', 'This file holds no picture.', 'Leave this one out.')
    const frame = await filmWorker().frame(instance.id, 0)
    return frame.ok ? good({ study: study.id, instance, info, frame: frame.value }) : frame
  } catch (cause) {
    return storeProblem(cause)
  }
}

/** Lets the bytes of a picture go. */
export function closePicture({ study }: BenchPicture): void {
  void filmWorker()
    .release(study)
    .catch(() => undefined)
}

/**
 * What the packs of this tablet say of a picture; nothing where none can answer.
 * @throws DOMException `AbortError`
 */
export async function claimsOn(
  { instance }: BenchPicture,
  { ageYears, sex }: PictureSource,
  signal: AbortSignal,
): Promise<FilmClaims> {
  let said: FilmClaims = NO_FILM_CLAIMS
  const asked = [{ instance: instance.id, frame: 0, asked: { ageYears, sex, point: null } }]
  try {
    await askPacks(await packsHere(), asked, signal, (claims) => (said = claims))
  } catch {
    signal.throwIfAborted()
  }
  return said
}

/** What was shown, as it is remembered and exported. */
export function oursOf(claims: FilmClaims): PictureOurs {
  const proposed = new Set(proposalsOf(claims).map(({ pack, label }) => `${pack} ${label}`))
  const spoke = claims.packs.filter(({ refused }) => refused === null)
  const rounded = (value: number) => Math.round(value * 1000) / 1000
  return {
    findings: spoke.flatMap(({ pack, findings }) =>
      findings.map(({ label, score }) => ({
        pack,
        label,
        score: rounded(score),
        proposed: proposed.has(`${pack} ${label}`),
      })),
    ),
    values: spoke.flatMap(({ pack, values }) =>
      values.map(({ name, value }) => ({ pack, name, value: rounded(value) })),
    ),
    refused: claims.packs.flatMap(({ pack, refused }) =>
      refused === null ? [] : [{ pack, reason: refused }],
    ),
  }
}
