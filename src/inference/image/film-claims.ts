import type { FilmClaim, FilmClaims, KindSeen } from '#domain/imaging/claims.ts'
import { ProblemError } from '../problem-error.ts'
import type { PackReader } from '../reader.ts'
import { answerImage, type ImageAnswer } from './image-answer.ts'
import { claimOf, refusedClaim, type ClaimPicture } from './image-claim.ts'
import { kindRefusal } from './image-gate.ts'
import { kindOfPicture, patchAround } from './image-kind.ts'
import type { ImageModel } from './image-model.ts'

export type { ClaimPicture } from './image-claim.ts'

/** A pack that can be opened: calibration and gate are read then, its network when it is first run. */
export interface ImageSource {
  readonly pack: string
  readonly version: string
  /** @throws ProblemError where it is not here or cannot be used */
  open(): Promise<PackReader<ImageModel>>
}

interface OpenSource {
  readonly pack: string
  readonly reader: PackReader<ImageModel>
}

/** A claim with all that its network said; null where it was not run. */
export interface FilmAnswer {
  readonly claim: FilmClaim
  readonly answer: ImageAnswer | null
}

interface FilmAnswers {
  readonly answers: readonly FilmAnswer[]
  readonly failed: FilmClaims['failed']
}

/**
 * What packs say of pictures (`filmAnswers`), as it is shown and kept.
 * @throws DOMException `AbortError`
 */
export async function filmClaims(
  sources: readonly ImageSource[],
  pictures: readonly ClaimPicture[],
  signal?: AbortSignal,
): Promise<FilmClaims> {
  const { answers, failed } = await filmAnswers(sources, pictures, signal)
  return { packs: answers.map(({ claim }) => claim), failed }
}

/**
 * Asks packs about pictures, one picture after another. The intake comes first: what it takes a picture for decides which
 * packs are asked, by the kinds that their gates name; where it is not sure nobody is. Its own claim is among them, with
 * `kindSeen`, and nothing but that. A pack of patches is asked where a point is marked, about its surroundings. A pack that
 * cannot answer is named in `failed` and costs the others nothing.
 * @returns coordinates in pixels of the pictures
 * @throws DOMException `AbortError`
 */
export async function filmAnswers(
  sources: readonly ImageSource[],
  pictures: readonly ClaimPicture[],
  signal?: AbortSignal,
): Promise<FilmAnswers> {
  const failed = new Map<string, string>()
  const trying = async <Value>(pack: string, attempt: () => Promise<Value>): Promise<Value | null> => {
    try {
      return await attempt()
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof ProblemError)) throw error
      failed.set(pack, error.problem.code)
      return null
    }
  }
  const open: OpenSource[] = []
  for (const source of sources) {
    const reader = await trying(source.pack, () => source.open())
    if (reader !== null) open.push({ pack: source.pack, reader })
  }
  const intake = open.find(({ reader }) => reader.model.task === 'image-kind')
  const answers: FilmAnswer[] = []
  for (const asked of intake === undefined ? [] : pictures) {
    const whole = await trying(intake!.pack, () => seenBy(intake!.reader, asked, signal))
    if (whole === null) continue
    answers.push(whole)
    for (const { pack, reader } of open) {
      if (reader.model.task === 'image-kind') continue
      const said = await trying(pack, () => answerFrom(reader, intake!.reader, asked, whole.seen, signal))
      if (said !== null) answers.push(said)
    }
  }
  return { answers, failed: [...failed].map(([pack, code]) => ({ pack, code })) }
}

async function seenBy(
  intake: PackReader<ImageModel>,
  asked: ClaimPicture,
  signal?: AbortSignal,
): Promise<FilmAnswer & { readonly seen: KindSeen }> {
  const { seen, answer, refused } = await kindOfPicture(intake, asked.picture, signal)
  return { seen, answer, claim: { ...refusedClaim(answer, asked, refused), kindSeen: seen } }
}

/** @returns null where the pack is not for this kind of picture */
async function answerFrom(
  reader: PackReader<ImageModel>,
  intake: PackReader<ImageModel>,
  asked: ClaimPicture,
  seen: KindSeen,
  signal?: AbortSignal,
): Promise<FilmAnswer | null> {
  const { model } = reader
  const { id: pack, version } = model.manifest
  const isPatch = model.preprocessing === 'patch-v1'
  const { width, height } = model.size
  const patch = isPatch ? patchAround(asked.picture, width, height) : asked.picture
  if (patch !== asked.picture) {
    const there = await kindOfPicture(intake, patch, signal)
    const refused = kindRefusal(model.gate, there.seen)
    if (refused !== null) {
      const nothing = refusedClaim({ pack, version, read: null }, asked, refused)
      return { claim: { ...nothing, kindSeen: there.seen }, answer: null }
    }
  } else if (kindRefusal(model.gate, seen) !== null) return null
  const answer = await answerImage(reader, asked.picture, signal)
  return { answer, claim: claimOf(model, answer, asked, seen.kind) }
}
