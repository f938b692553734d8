import type { ClaimedFinding, FilmClaim } from '#domain/imaging/claims.ts'
import { ageDaysOf } from '#domain/ecg/file-person.ts'
import type { FilePatient } from '#domain/imaging/image.ts'
import { filmAnswers, type FilmAnswer } from '#inference/image/film-claims.ts'
import { framePicture, type PictureAsked } from '#inference/image/pack-picture.ts'
import type { FilmPicture } from './film-input.ts'
import type { FilmPacks } from './film-packs.ts'
import type { CliIo } from './io.ts'
import type { ReadResult } from './read-result.ts'

type AnswerRow = ReadResult['answers'][number]

/** What was said on the command line; it stands above what a file says. `point` in pixels of the picture. */
export type FilmAsked = PictureAsked

/** As many frames of one input are asked about, like on the desk: nobody reads through a folder unasked. */
const FRAMES_MOST = 12
const DAYS_A_YEAR = 365.25

/**
 * What the packs of the tree say of the pictures of one input: of each film and photograph, of the middle of each loop.
 * Slices of a volume are asked about where a point is given.
 * @returns `complete`: every frame was decoded and no pack broke; a refusal is an answer
 */
export async function filmAnswerRows(
  file: string,
  pictures: readonly FilmPicture[],
  packs: FilmPacks,
  said: FilmAsked,
  io: CliIo,
): Promise<{ readonly rows: AnswerRow[]; readonly complete: boolean }> {
  const rows: AnswerRow[] = []
  let complete = true
  let first = 0
  let asked = 0
  for (const { instance, person, frame } of pictures) {
    const index = instance.frames.length >> 1
    const number = first + index
    first += instance.frames.length
    const isSlice = instance.frames[index]!.plane !== null
    if ((isSlice && said.point === null) || asked >= FRAMES_MOST) continue
    asked++
    const decoded = await frame(index)
    if (!decoded.ok) {
      io.err(`${file}: ${decoded.problem.message} ${decoded.problem.cure}\n`)
      complete = false
      continue
    }
    const known = { ...withFile(said, person), point: said.point }
    const { picture } = framePicture(decoded.value, instance, index, known)
    const { answers, failed } = await filmAnswers(packs.sources, [
      { instance: instance.id, frame: index, picture },
    ])
    for (const { pack, code } of failed) io.err(`${file}: ${pack} gave no answer: ${code}\n`)
    complete &&= failed.length === 0
    rows.push(...answers.map((answer) => rowOf(answer, number)))
  }
  return { rows, complete }
}

function withFile(said: FilmAsked, { birthDate, ageYears, sex }: FilePatient): FilmAsked {
  const today = new Date().toISOString().slice(0, 10)
  const ageDays = birthDate === null ? null : ageDaysOf(birthDate, today)
  const ofFile = ageYears ?? (ageDays === null || ageDays < 0 ? null : ageDays / DAYS_A_YEAR)
  return {
    ageYears: said.ageYears ?? ofFile,
    sex: said.sex ?? (sex === 'male' || sex === 'female' ? sex : null),
    point: said.point,
  }
}

function rowOf({ claim, answer }: FilmAnswer, frame: number): AnswerRow {
  const { pack, version, refused, run } = claim
  const read = refused === null ? (answer?.read ?? null) : null
  return {
    pack,
    version,
    frame,
    engine: run?.engine ?? null,
    gate: refused === null ? { passed: true } : { passed: false, reason: refused },
    outputs: read && { ...read.logits, ...(read.outlines?.shares ?? {}) },
    calibrated: read && { ...read.probabilities, ...read.values },
    durationMs: run?.durationMs ?? null,
    claim: refused === null ? inWords(claim) : null,
  }
}

function inWords({ kindSeen, findings, values, outlines }: FilmClaim): string {
  if (kindSeen) return `${kindSeen.kind} ${percent(kindSeen.score)}`
  const parts = [
    ...findings.map((finding) => findingInWords(finding, values)),
    ...values.map(({ name, value, unit, interval }) => {
      const digits = unit === '1' ? 2 : unit === 'months' ? 0 : 1
      const between = interval ? ` (${interval.low.toFixed(digits)} to ${interval.high.toFixed(digits)})` : ''
      return `${name.replaceAll('-', ' ')} ${value.toFixed(digits)}${UNITS[unit]}${between}`
    }),
    ...(outlines.length === 0 ? [] : [`outlines: ${outlines.map(({ name }) => name).join(', ')}`]),
  ]
  return parts.join('; ')
}

function findingInWords(
  { finding, label, score, proposedFrom, beside }: ClaimedFinding,
  values: FilmClaim['values'],
): string {
  // Of a finding that is a number beyond its limit the score is no answer of a network.
  const measured = values.some(({ name }) => name === label)
  const said = measured
    ? `${percent(score)} sure that it is beyond the limit`
    : `${label} ${percent(score)}, from ${percent(proposedFrom)}`
  if (beside !== undefined) return `beside ${beside}: ${said}`
  return `${score >= proposedFrom ? '' : 'no '}${finding.replaceAll('-', ' ')} (${said})`
}

const UNITS = { deg: '°', '1': '', months: ' months' } as const

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
