import type { Score } from '#domain/record/kinds/score.ts'
import { codeOf, ourCode, ourCodeIn } from '../concept.ts'
import { baseOf, dated, observationStatus, wordsExtension, type Item } from '../item.ts'
import { readQuantity, toQuantity } from '../quantity.ts'
import type { Reading } from '../reading.ts'
import { hl7, ourExtension } from '../systems.ts'
import type { Observation } from '../types.ts'
import { USE } from './vitals.ts'

/** A calculated score; one that was skipped has no value and says why (dataAbsentReason never beside a value: obs-6). */
export function writeScore(item: Item<Score>): readonly [Observation] {
  const { calculator, version, result, inputs, skippedBecause } = item.value
  return [
    {
      resourceType: 'Observation',
      ...baseOf(item, [
        wordsExtension('skipped', result?.value ? skippedBecause : undefined),
        wordsExtension('unit', result?.value ? undefined : result?.unit),
      ]),
      status: observationStatus(item.mark),
      category: [codeOf(hl7('observation-category'), 'survey', 'Survey'), ourCode(USE, 'score')],
      code: ourCode('calculator', calculator),
      subject: item.subject,
      encounter: item.encounter,
      ...dated('effectiveDateTime', item.at),
      method: { text: version },
      valueQuantity: result?.value && toQuantity(result.value, result.unit || undefined),
      dataAbsentReason:
        !result?.value && skippedBecause
          ? { ...codeOf(hl7('data-absent-reason'), 'not-performed'), text: skippedBecause }
          : undefined,
      interpretation: result?.band ? [{ text: result.band }] : [],
      component: inputs.map(({ name, text }) => ({
        code: { text: name },
        ...(text === '' ? {} : { valueString: text }),
      })),
    },
  ]
}

/** Scores of ours; those of others are results, for we do not know their calculators. */
export function readScore(reading: Reading): boolean {
  const { element } = reading
  const isScore = element.children('category').some((each) => ourCodeIn(each, USE) === 'score')
  const calculator = isScore ? ourCodeIn(element.child('code'), 'calculator') : undefined
  if (calculator === undefined) return false
  const quantity = readQuantity(element.child('valueQuantity'), reading, 'valueQuantity')
  const band = element.child('interpretation')?.text('text')
  const absent = element.child('dataAbsentReason')
  const skippedBecause =
    absent?.text('text') ?? element.extension(ourExtension('skipped'))?.text('valueString')
  for (const coding of absent?.children('coding') ?? []) coding.skipAll()
  const unit = quantity?.unit ?? element.extension(ourExtension('unit'))?.text('valueString')
  const result = {
    ...(quantity?.value && { value: quantity.value }),
    ...(unit !== undefined && { unit }),
    ...(band !== undefined && { band }),
  }
  reading.add(
    'score',
    {
      calculator,
      version: element.child('method')?.text('text') ?? '?',
      ...(Object.keys(result).length > 0 && { result }),
      inputs: element.children('component').map((each) => ({
        name: each.child('code')?.text('text') ?? '?',
        text: each.text('valueString') ?? '',
      })),
      ...(skippedBecause !== undefined && { skippedBecause }),
    },
    reading.firstAt('effectiveDateTime'),
  )
  return true
}
