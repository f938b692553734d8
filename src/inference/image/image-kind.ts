import type { ImageGateReason, KindSeen } from '#domain/imaging/claims.ts'
import { isPictureKind, type PictureKind } from '#domain/imaging/kinds.ts'
import type { PackReader } from '../reader.ts'
import { answerImage, type ImageAnswer } from './image-answer.ts'
import type { ImageModel } from './image-model.ts'
import type { PackPicture } from './picture.ts'

/** What the intake says of a picture, with all that its network said. */
interface KindAnswer {
  readonly seen: KindSeen
  /** Why no pack is asked: its own gate, `inverted`, or `kind-unknown`; null where the kind is known. */
  readonly refused: ImageGateReason | null
  readonly answer: ImageAnswer
}

/** Films as machines of all ages name them; what was scanned, photographed or exported says it is something else. */
const FILMS = ['CR', 'DX', 'RG', 'RF', 'SC', 'OT', 'DR', '']
const PHOTOGRAPHS = ['XC', 'OP', 'SC', 'OT', 'GM', 'ES', '']

/** Modalities (PS3.3 C.7.3.1.1.1) of which a kind of picture can be; a file that names another is believed. */
const MODALITIES_OF: Readonly<Record<PictureKind, readonly string[] | null>> = {
  'chest-adult': FILMS,
  'chest-child': FILMS,
  spine: FILMS,
  hand: FILMS,
  fundus: PHOTOGRAPHS,
  'breast-us': ['US', 'SC', 'OT', ''],
  'nodule-patch': ['CT', 'SC', 'OT', ''],
  photographed: null,
  skin: null,
  photograph: null,
  other: null,
}

/** Whether a file of this modality can show this kind of picture. */
function canShow(modality: string, kind: PictureKind): boolean {
  return MODALITIES_OF[kind]?.includes(modality) ?? true
}

const FILM_KINDS: readonly PictureKind[] = ['chest-adult', 'chest-child', 'spine', 'hand']
/** A picture counts as inverted where its negative is a film with at least this probability. */
const INVERTED_FROM = 0.9

/**
 * Of what kind a picture is: the likeliest, where its probability reaches the threshold of that kind, the intake's own
 * gate lets the picture through, and the modality of its file can show that kind; else null. Where it is nothing that a
 * pack reads, the negative is asked about too: of 173 films of `val` with black and white
 * exchanged the first intake knew 141 for that, and it took none of 317 pictures for one that were as they should be.
 * @param intake a pack of the task `image-kind`
 * @throws DOMException `AbortError`; ProblemError `no-engine`
 */
export async function kindOfPicture(
  intake: PackReader<ImageModel>,
  picture: PackPicture,
  signal?: AbortSignal,
): Promise<KindAnswer> {
  const answer = await answerImage(intake, picture, signal)
  const seen = seenIn(intake.model, answer, picture)
  if (answer.refused === 'blank' || answer.refused === 'too-small')
    return { answer, seen, refused: answer.refused }
  if (seen.kind !== null && seen.kind !== 'other') return { answer, seen, refused: null }
  const negative = { ...picture, data: picture.data.map((value) => 255 - value) }
  const turned = seenIn(intake.model, await answerImage(intake, negative, signal), negative)
  const isFilm = turned.kind !== null && FILM_KINDS.includes(turned.kind) && turned.score >= INVERTED_FROM
  const unknown = answer.refused ?? (seen.kind === null ? 'kind-unknown' : null)
  return { answer, seen, refused: isFilm ? 'inverted' : unknown }
}

function seenIn({ calibration }: ImageModel, answer: ImageAnswer, { modality = '' }: PackPicture): KindSeen {
  const [kind, score] = likeliest(answer)
  const scale = calibration.labels[kind]
  const isSure = answer.refused === null && scale !== undefined && score >= scale.threshold
  return { kind: isSure && isPictureKind(kind) && canShow(modality, kind) ? kind : null, score }
}

function likeliest({ read }: ImageAnswer): readonly [string, number] {
  const entries = Object.entries(read?.probabilities ?? {})
  return entries.reduce((best, entry) => (entry[1] > best[1] ? entry : best), ['', 0] as const)
}

/** The surroundings of the marked point as a picture of their own: what a pack of patches is asked about. */
export function patchAround(picture: PackPicture, width: number, height: number): PackPicture {
  const { point, channels } = picture
  if (point === null || (picture.width === width && picture.height === height)) return picture
  const left = Math.round(point.x - width / 2)
  const top = Math.round(point.y - height / 2)
  const data = new Uint8Array(width * height * channels)
  for (let row = Math.max(0, -top); row < Math.min(height, picture.height - top); row++) {
    const first = Math.max(0, -left)
    const last = Math.min(width, picture.width - left)
    if (last <= first) break
    const from = ((top + row) * picture.width + left + first) * channels
    data.set(picture.data.subarray(from, from + (last - first) * channels), (row * width + first) * channels)
  }
  return { ...picture, width, height, data, point: { x: width / 2, y: height / 2 } }
}
