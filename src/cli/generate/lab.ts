import { metaOf, type DataFile } from './data-file.ts'
import { referenceOf, type WrittenReference } from './lab-reference.ts'
import { readKnowledge, readTsv, sourcesOf, type KnowledgeEntry } from './knowledge.ts'

interface WrittenRule {
  readonly loinc: string
  readonly ucum: string | null
  readonly reference_adult: WrittenReference
  readonly critical: { readonly low_le: string | null; readonly high_ge: string | null }
  readonly convert?: {
    readonly from_unit: string
    readonly from_loinc: string | null
    readonly factor: number
  }
}

const LOINC_NOTICE =
  'LOINC codes (http://loinc.org) are copyright Regenstrief Institute, Inc. and the LOINC Committee, free of cost under https://loinc.org/license; UCUM codes likewise (https://ucum.org/license)'

/** Laboratory tests (knowledge file 08) and the observations a clinic makes. */
export function labFiles(shared: string): DataFile[] {
  const entries = readKnowledge(shared, '08-lab-units.json')
  const tests = entries.filter(({ rule }) => 'loinc' in rule)
  return [
    {
      path: 'src/domain/lab/data/lab-tests.json',
      content: {
        meta: metaOf(
          'knowledge/08-lab-units.json',
          LOINC_NOTICE,
          '"verified" covers code, name and factor; reference intervals and critical values are from memory throughout.',
        ),
        rules: sourcesOf(entries, ['lab.convert.hba1c', 'lab.wst', 'lab.critical.act']),
        tests: tests.map(labTest),
      },
    },
    clinicObservations(shared),
  ]
}

function labTest(entry: KnowledgeEntry): object {
  const rule = entry.rule as unknown as WrittenRule
  const { low_le: low, high_ge: high } = rule.critical
  // "307.8 (newborn)" holds for newborns alone; other words in brackets are reasons, not conditions.
  const ofNewborn = high?.includes('newborn') ?? false
  return {
    id: entry.id.replace(/^lab\./, ''),
    loinc: rule.loinc,
    ucum: rule.ucum,
    en: entry.name_en,
    zh: entry.name_zh,
    verified: entry.verified,
    ...referenceOf(rule.reference_adult),
    ...(low === null && high === null
      ? {}
      : { critical: { low: limit(low), high: limit(high), ...(ofNewborn ? { of: 'newborn' } : {}) } }),
    ...(rule.convert ? { convert: conversion(rule.convert) } : {}),
  }
}

function limit(text: string | null): number | null {
  if (text === null) return null
  const value = Number.parseFloat(text)
  if (Number.isNaN(value)) throw new Error(`no critical limit: ${text}`)
  return value
}

/** "mg/dL urea nitrogen": a unit of another analyte, so the factor holds under that analyte's code alone. */
function conversion({ from_unit, from_loinc, factor }: NonNullable<WrittenRule['convert']>): object {
  const [unit = '', ...analyte] = from_unit.split(' ')
  return { unit, loinc: from_loinc, factor, ...(analyte.length > 0 ? { ofLoincOnly: true } : {}) }
}

/**
 * The list names 98498-9 as the right eye. In public FHIR material it is the left one and 98499-7 the right
 * (Taiwan's twss and twha implementation guides, among others), so the row is put right here.
 */
const CORRECTED: Readonly<Record<string, readonly (readonly [loinc: string, en: string, zh: string])[]>> = {
  '98498-9': [
    ['98499-7', 'Visual acuity uncorrected right eye', '右眼裸眼视力'],
    ['98498-9', 'Visual acuity uncorrected left eye', '左眼裸眼视力'],
  ],
}

function clinicObservations(shared: string): DataFile {
  const rows = readTsv(shared, 'data/zh/loinc-ucum-clinic.tsv')
  return {
    path: 'src/domain/lab/data/clinic-observations.json',
    content: {
      meta: metaOf(
        'data/zh/loinc-ucum-clinic.tsv',
        LOINC_NOTICE,
        'Codes from memory; every check digit holds. Columns: LOINC, English, Chinese, UCUM, unit as Chinese clinics write it, code seen in FHIR R4. 98498-9 put right, 98499-7 added.',
      ),
      observations: rows.flatMap(({ loinc, en, zh, ucum, unit_zh, seen_in_fhir_r4 }) =>
        (CORRECTED[loinc!] ?? [[loinc!, en!, zh!]]).map((names) => [
          ...names,
          ucum || null,
          unit_zh || null,
          seen_in_fhir_r4 === 'yes',
        ]),
      ),
    },
  }
}
