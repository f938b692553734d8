import '#ui/film-words.ts'
import type { FilmClaims } from '#domain/imaging/claims.ts'
import { isYesNo, type PictureBench, type PictureQuestion } from '#domain/imaging/picture-bench.ts'
import type { StageClaims } from '#ui/displays/image-stage/stage-claims.ts'
import { formatPercent } from '#ui/format.ts'
import { sayCode } from '#ui/say.ts'
import { m } from '#words/messages.js'

/** What is asked: a finding that packs know by its words, any other column by its name. */
export function questionWords({ column, answers }: PictureQuestion): string {
  const name = sayCode('image_label', column)
  return isYesNo(answers) ? m.film_bench_question_yes_no({ name }) : m.film_bench_question_which({ name })
}

export function questionOf({ question, answers }: PictureBench): PictureQuestion {
  return { column: question, answers }
}

export function answerWords(answer: string, answers: readonly string[]): string {
  if (!isYesNo(answers)) return answer
  return answer === '1' ? m.film_bench_yes() : m.film_bench_no()
}

export function packWords(pack: string): string {
  return sayCode('film_pack_name', pack)
}

/** What lies over the picture: the map of the surest finding, with its score beside it; where there is none, all outlines. */
export function overlaysOf({ packs }: FilmClaims): StageClaims | null {
  const spoke = packs.filter(({ refused }) => refused === null)
  const [surest] = spoke
    .flatMap(({ pack, findings }) =>
      findings.flatMap(({ map, label, score }) => (map ? [{ pack, map, label, score }] : [])),
    )
    .toSorted((a, b) => b.score - a.score)
  const outlines = spoke.flatMap(({ pack, outlines: drawn }) =>
    drawn.map(({ name, lines }) => ({ id: `${pack} ${name}`, name: sayCode('image_outline', name), lines })),
  )
  if (!surest && outlines.length === 0) return null
  const words = surest && `${sayCode('image_label', surest.label)} ${formatPercent(surest.score)}`
  return {
    heat: surest ? { ...surest.map, id: `${surest.pack} ${surest.label}`, words: words! } : null,
    outlines: surest ? [] : outlines,
    points: null,
  }
}
