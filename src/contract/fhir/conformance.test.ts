import fc from 'fast-check'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { KINDS } from '#domain/record/kinds.ts'
import { bundleFromChart, bundleText } from './bundle-from-chart.ts'
import { violations } from './conformance.fixture.ts'
import { isObject } from './element.ts'
import { chartOf, OPTIONS, type Said } from './facts.fixture.ts'
import { parseJson, type JsonObject, type JsonValue } from './json.ts'
import { SHAPES } from './r4.fixture.ts'
import { moments, valuesOf } from './values.fixture.ts'

const KINDS_OF_CHARTS = [...KINDS.keys()].filter((kind) => kind !== 'staff' && kind !== 'clinic-setting')

/** A chart with a bit of everything, told apart by number. */
function sampleChart(seed: number) {
  const said = KINDS_OF_CHARTS.flatMap((kind, i) => {
    const values = fc.record({ value: valuesOf(KINDS.get(kind)!.value), at: moments })
    const made = fc.sample(values, { numRuns: 3, seed: seed * 100 + i })
    return made.map((each, n): Said => ({ kind, ...each, ...(n > 0 && { act: `act-${n}` }) }))
  })
  return chartOf(said)
}

function resourcesOf(seed: number): readonly JsonObject[] {
  const { bundle } = bundleFromChart(sampleChart(seed), OPTIONS)
  const read = parseJson(bundleText(bundle))
  if (!read.ok) throw new Error(read.problem.message)
  const entries = (read.value as JsonObject)['entry'] as readonly JsonObject[]
  return entries.map(({ resource }) => resource as JsonObject)
}

describe.each([1, 2, 3, 4, 5, 6])('of chart %i', (seed) => {
  const resources = resourcesOf(seed)

  test('every resource has what R4 requires, and nothing else', () => {
    expect(resources.length).toBeGreaterThan(60)
    expect(resources.flatMap(violations)).toEqual([])
  })

  test('every reference leads to a resource of the bundle, and every id is there once', () => {
    const names = resources.map(({ resourceType, id }) => `${String(resourceType)}/${String(id)}`)
    expect(new Set(names).size).toBe(names.length)
    const references = resources.flatMap((each) => referencesIn(each))
    expect(references.filter((each) => !each.startsWith('#') && !names.includes(each))).toEqual([])
    expect(references.length).toBeGreaterThan(100)
  })

  test('nothing is empty', () => {
    expect(resources.flatMap((each) => emptyIn(each, String(each['resourceType'])))).toEqual([])
  })
})

function referencesIn(value: JsonValue | undefined): readonly string[] {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(referencesIn)
  if (!isObject(value)) return []
  const own = typeof value['reference'] === 'string' ? [value['reference']] : []
  return [...own, ...Object.values(value).flatMap(referencesIn)]
}

function emptyIn(value: JsonValue | undefined, path: string): readonly string[] {
  if (value === '') return [path]
  if (Array.isArray(value)) {
    const list = value as readonly JsonValue[]
    return list.length === 0 ? [path] : list.flatMap((each) => emptyIn(each, path))
  }
  if (!isObject(value)) return []
  const names = Object.keys(value)
  return names.length === 0 ? [path] : names.flatMap((name) => emptyIn(value[name], `${path}.${name}`))
}

const EXAMPLES = '../shared/data/interop/fhir-r4'

test.skipIf(!existsSync(EXAMPLES))('the official examples pass: the check asks no more than R4 does', () => {
  const files = readdirSync(EXAMPLES).filter((name) => SHAPES[name.split('-')[0]!])
  const found = files.flatMap((name) => {
    const read = parseJson(readFileSync(`${EXAMPLES}/${name}`, 'utf8'))
    if (!read.ok) return [name]
    return violations(read.value as JsonObject)
      .filter((each) => !/no such element$/.test(each) || !LEFT_OUT.test(each))
      .map((each) => `${name}: ${each}`)
  })
  expect(files.length).toBeGreaterThan(40)
  expect(found).toEqual([])
})

/** Elements that we never write are left out of the shapes of these. */
const LEFT_OUT = /^(?:Device|Organization|Provenance|ServiceRequest)|\.contained\./

test('a resource without what is required, and one with a code of another list, is found out', () => {
  const condition = {
    resourceType: 'Condition',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'over' }],
    },
    abatementDateTime: '2026-13',
  }
  expect(violations(condition)).toEqual([
    expect.stringContaining('over is no code'),
    expect.stringContaining('is no dateTime'),
    'Condition.subject: missing',
    expect.stringContaining('con-4'),
  ])
})
