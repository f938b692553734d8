import { readFile, writeFile } from 'node:fs/promises'
import { parsePackFigures, type PackFigures } from '#contract/pack-figures.ts'
import type { Figure } from '#domain/evaluation/bootstrap.ts'
import type { ImageEvaluationJson } from './image-evaluation.ts'

/** What a screen shows of a pack has few digits; more would only make the file large. */
const DIGITS = 4

/**
 * Writes `figures.json` of a pack.
 * @param population who was measured, in a sentence; null keeps that of the file that is there
 */
export async function writeFigures(
  path: string,
  json: ImageEvaluationJson,
  population: string | null,
): Promise<void> {
  const before = parsePackFigures(await readFile(path, 'utf8').catch(() => ''))
  const said = population ?? (before.ok ? before.value.population : populationOf(json))
  await writeFile(path, `${JSON.stringify(figuresFile(json, said), null, 1)}\n`)
}

export function figuresFile(json: ImageEvaluationJson, population: string): PackFigures {
  return {
    count: json.count,
    refused: json.refused,
    population,
    metrics: rounded(json.metrics),
    perLabel: Object.fromEntries(
      Object.entries(json.perClass).map(([label, figures]) => [label, rounded(figures)]),
    ),
    perGroup: Object.fromEntries(
      Object.entries(json.perGroup).map(([group, { count, metrics }]) => [
        group,
        { count, metrics: rounded(metrics) },
      ]),
    ),
  }
}

function populationOf({ count, people }: ImageEvaluationJson): string {
  return `${count} pictures of ${people} people of the validation part of its data; nothing learned from them, thresholds were chosen on them.`
}

function rounded(figures: Readonly<Record<string, Figure>>): Record<string, Figure> {
  const short = (value: number | null) => (value === null ? null : +value.toFixed(DIGITS))
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, { value, low, high }]) =>
      value === null ? [] : [[name, { value: short(value), low: short(low), high: short(high) }]],
    ),
  )
}
