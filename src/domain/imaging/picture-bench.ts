import {
  casesOf,
  orderOf,
  shuffled,
  type BenchCaseOf,
  type BenchChange,
  type BenchRounds,
} from '../reading/bench-rounds.ts'

/**
 * The reader bench of pictures: one question over a folder of pictures of which the answer is known, each read unaided,
 * then, in another order, with what the packs say in view.
 */
export interface PictureBench extends BenchRounds<PictureSource, PictureRead> {
  readonly version: 1
  /** ISO 8601 instant. */
  readonly begunAt: string
  /** Name of the column that holds the answers. */
  readonly question: string
  /** Every answer that the column knows, in the order in which they are offered. */
  readonly answers: readonly string[]
  /** What was shown in the second round, by case. */
  readonly ours: Readonly<Record<string, PictureOurs>>
}

export interface PictureSource {
  /** SHA-256 of the file, in hexadecimal: its name may name a person, and a folder may move. */
  readonly sha256: string
  readonly truth: string
  /** What packs need to know of the person, where the list says it. */
  readonly ageYears: number | null
  readonly sex: 'male' | 'female' | null
}

export interface PictureRead {
  readonly answer: string
  /** With the picture in view, and ours where it was shown. */
  readonly seconds: number
}

/** What the packs said, as codes. */
export interface PictureOurs {
  readonly findings: readonly {
    readonly pack: string
    readonly label: string
    readonly score: number
    readonly proposed: boolean
  }[]
  readonly values: readonly { readonly pack: string; readonly name: string; readonly value: number }[]
  readonly refused: readonly { readonly pack: string; readonly reason: string }[]
}

/** A question that a list of pictures can put. */
export interface PictureQuestion {
  readonly column: string
  readonly answers: readonly string[]
}

const ANSWERS_MAX = 8
/** They say where a picture is from, or lead to other files. */
const NO_QUESTION = new Set([
  'file',
  'name',
  'patient',
  'split',
  'site',
  'mask',
  'mask2',
  'landmarks',
  'annotation',
])
const YES_NO = ['1', '0']

/**
 * Columns with two to eight different answers, those with yes and no alone first.
 * @param rows by column; an empty cell says nothing
 */
export function questionsOf(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string>>[],
): readonly PictureQuestion[] {
  const questions = columns.flatMap((column): PictureQuestion[] => {
    if (NO_QUESTION.has(column)) return []
    const seen = new Set(rows.map((row) => row[column] ?? '').filter((cell) => cell !== ''))
    if (seen.size < 2 || seen.size > ANSWERS_MAX) return []
    return [{ column, answers: isYesNo([...seen]) ? YES_NO : [...seen].sort() }]
  })
  return questions.toSorted((a, b) => Number(isYesNo(b.answers)) - Number(isYesNo(a.answers)))
}

export function isYesNo(answers: readonly string[]): boolean {
  return answers.length === 2 && YES_NO.every((one) => answers.includes(one))
}

/** Rows for a bench: every answer equally often as far as there are pictures, drawn by the seed. */
export function drawnRows<Row extends Readonly<Record<string, string>>>(
  rows: readonly Row[],
  { column, answers }: PictureQuestion,
  count: number,
  seed: number,
): readonly Row[] {
  const byAnswer = answers.map((answer) =>
    shuffled(
      rows.filter((row) => row[column] === answer),
      seed,
      `pictures ${answer}`,
    ),
  )
  const drawn: Row[] = []
  for (let i = 0; drawn.length < count; i++) {
    const next = byAnswer.flatMap((list) => list.slice(i, i + 1))
    if (next.length === 0) break
    drawn.push(...next)
  }
  return drawn.slice(0, count)
}

/** @param begunAt ISO 8601 instant */
export function newPictureBench(
  sources: readonly PictureSource[],
  { column, answers }: PictureQuestion,
  seed: number,
  begunAt: string,
): PictureBench {
  const cases = casesOf(sources)
  return { version: 1, seed, begunAt, question: column, answers, cases, unaided: {}, aided: {}, ours: {} }
}

/** A bench as it was kept; null for anything else. */
export function pictureBenchOf(kept: unknown): PictureBench | null {
  const bench = kept as PictureBench | null
  return bench?.version === 1 && Array.isArray(bench.cases) && Array.isArray(bench.answers) ? bench : null
}

export function withPictureOurs(bench: PictureBench, id: string, ours: PictureOurs): PictureBench {
  return { ...bench, ours: { ...bench.ours, [id]: ours } }
}

export interface PictureRow {
  readonly number: number
  readonly case: BenchCaseOf<PictureSource>
  readonly unaided: PictureRead | null
  readonly aided: PictureRead | null
  readonly ours: PictureOurs | null
  readonly correct: { readonly unaided: boolean; readonly aided: boolean } | null
  readonly change: BenchChange | null
}

/** In the order of the first round; what is left out has neither `correct` nor `change`. */
export function pictureRows(bench: PictureBench): readonly PictureRow[] {
  return orderOf(bench, 'unaided').map((each, i) => {
    const unaided = bench.unaided[each.id] ?? null
    const aided = bench.aided[each.id] ?? null
    const { truth } = each.source
    const correct = unaided && aided && { unaided: unaided.answer === truth, aided: aided.answer === truth }
    return {
      number: i + 1,
      case: each,
      unaided,
      aided,
      ours: bench.ours[each.id] ?? null,
      correct,
      change: correct && changeOf(unaided.answer === aided.answer, correct),
    }
  })
}

function changeOf(isSame: boolean, correct: NonNullable<PictureRow['correct']>): BenchChange {
  if (isSame) return 'same'
  if (correct.aided === correct.unaided) return 'changed'
  return correct.aided ? 'better' : 'worse'
}

/** How a reader did, of the pictures read in both rounds. */
interface PictureBenchSums {
  readonly count: number
  readonly unaidedCorrect: number
  readonly aidedCorrect: number
  readonly better: number
  readonly worse: number
}

export function pictureSums(rows: readonly PictureRow[]): PictureBenchSums {
  const both = rows.flatMap(({ correct, change }) => (correct ? [{ correct, change }] : []))
  const count = (holds: (row: (typeof both)[number]) => boolean) => both.filter(holds).length
  return {
    count: both.length,
    unaidedCorrect: count(({ correct }) => correct.unaided),
    aidedCorrect: count(({ correct }) => correct.aided),
    better: count(({ change }) => change === 'better'),
    worse: count(({ change }) => change === 'worse'),
  }
}
