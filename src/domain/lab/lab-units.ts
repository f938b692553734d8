import { findLabTest } from './lab-catalogue.ts'

/**
 * Units as laboratories print them, in UCUM.
 * Source: UCUM 2.1; spellings as in data/zh/loinc-ucum-clinic.tsv.
 */
const SPELLINGS: Readonly<Record<string, string>> = {
  '次/分': '/min',
  bpm: '/min',
  '℃': 'Cel',
  '°C': 'Cel',
  mmHg: 'mm[Hg]',
  秒: 's',
  'IU/L': 'U/L',
  'mIU/L': 'm[IU]/L',
  'uIU/mL': 'u[IU]/mL',
  'mIU/mL': 'm[IU]/mL',
  'IU/mL': '[IU]/mL',
  'U/mL': "[arb'U]/mL",
  'mEq/L': 'meq/L',
  '10^9/L': '10*9/L',
  '10^12/L': '10*12/L',
  '10^3/uL': '10*3/uL',
  '10^6/uL': '10*6/uL',
  'kg/m²': 'kg/m2',
  pH: '[pH]',
}

/** The UCUM code of a unit as it was written; what is not known is given back without its spaces. */
export function ucumOf(text: string): string {
  const plain = text
    .trim()
    .replace(/\s/g, '')
    .replace(/[μµ]/g, 'u')
    .replace(/[×x]10/, '10')
    .replace(/(^|\/)([mudf]?)l$/i, (_, slash: string, prefix: string) => `${slash}${prefix.toLowerCase()}L`)
  return SPELLINGS[plain] ?? plain
}

/** Units of pure numbers: laboratories print any of them, or none. */
const PURE = ['', '1', '[pH]', '{INR}']

/** HbA1c by its two standards is no plain factor. Source: NGSP/IFCC master equation (knowledge lab.convert.hba1c). */
const HBA1C_LOINC = ['4548-4', '59261-8']

/**
 * A laboratory value in another unit of the same test.
 * @param loinc of the test in either unit
 * @param from unit of the value, UCUM or as laboratories write it
 * @returns null where the catalogue knows no conversion; never rounded
 */
export function convertUnit(loinc: string, value: number, from: string, to: string): number | null {
  const [source, target] = [ucumOf(from), ucumOf(to)]
  if (source === target || (PURE.includes(source) && PURE.includes(target))) return value
  if (HBA1C_LOINC.includes(loinc)) return convertHba1c(value, source, target)
  const test = findLabTest(loinc)
  if (!test?.convert || test.ucum === null) return null
  const { unit, factor, loinc: otherLoinc, ofLoincOnly = false } = test.convert
  if (ofLoincOnly && loinc !== otherLoinc) return null
  if (source === unit && target === test.ucum) return value * factor
  return source === test.ucum && target === unit ? value / factor : null
}

function convertHba1c(value: number, source: string, target: string): number | null {
  if (source === 'mmol/mol' && target === '%') return 0.09148 * value + 2.152
  return source === '%' && target === 'mmol/mol' ? 10.93 * value - 23.5 : null
}
