import type { FilePatient } from '#domain/imaging/image.ts'
import type { DicomItem } from './item.ts'

const SEXES: Readonly<Record<string, FilePatient['sex']>> = { M: 'male', F: 'female', O: 'other' }
const NAMES_MAX = 12

/** Whom the file names; never trusted as identity. Source: PS3.3 C.7.1.1. */
export function personOf(root: DicomItem): FilePatient {
  const names = [...root.values('PatientName'), ...root.values('OtherPatientNames')].flatMap(nameGroups)
  const [nameInFile = ''] = root.values('PatientName')
  return {
    names: [...new Set(names)].slice(0, NAMES_MAX),
    ...(nameInFile === '' ? {} : { nameInFile }),
    id: root.text('PatientID'),
    birthDate: dateOf(root.text('PatientBirthDate')),
    sex: SEXES[root.text('PatientSex').toUpperCase()] ?? null,
    ageYears: yearsOf(root.text('PatientAge')),
  }
}

/**
 * `Wang^Xiaodong=王^小东` (alphabetic, ideographic, phonetic) as people write each group: Han names without a blank, others
 * family name first. Source: PS3.5 6.2 (PN).
 */
export function nameGroups(text: string): string[] {
  return text
    .split('=')
    .slice(0, 3)
    .map((group) => {
      const parts = group
        .split('^')
        .slice(0, 3)
        .map((part) => part.trim())
        .filter(Boolean)
      const written = parts.join(' ')
      return /^[\p{Script=Han} ]+$/u.test(written) ? written.replaceAll(' ', '') : written
    })
    .filter(Boolean)
}

/** `19580302`, or as old files wrote it `1958.03.02`, as ISO 8601; null for what is no day. */
export function dateOf(text: string): string | null {
  const parts = /^(\d{4})[.-]?(\d\d)[.-]?(\d\d)$/.exec(text)
  if (!parts) return null
  const [, year, month, day] = parts
  const isDay = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
  return isDay ? `${year}-${month}-${day}` : null
}

/** `042Y`, `010M`, `006W`, `003D` (AS), in whole years. */
export function yearsOf(age: string): number | null {
  const parts = /^(\d{1,3})([YMWD])$/i.exec(age)
  if (!parts) return null
  const perYear = { Y: 1, M: 12, W: 52.18, D: 365.25 }[parts[2]!.toUpperCase()]!
  return Math.floor(Number(parts[1]) / perYear)
}
