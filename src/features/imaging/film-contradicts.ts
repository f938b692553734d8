import type { PersonHit } from '#data/keeper/keeper.ts'
import type { FilePatient } from '#domain/imaging/image.ts'

/** before-birth: the study was made before the chosen person was born. */
export type Contradiction = 'name' | 'sex' | 'birth' | 'before-birth'

/**
 * Where the file and the chart of the chosen person cannot both be right. It refuses nothing: machines keep the name of
 * whoever was examined before; but somebody has to look.
 * @param startedAt local time at the device, or a prefix of it; null where the file does not say it
 */
export function fileContradicts(
  chosen: Pick<PersonHit, 'name' | 'sex' | 'birthDate'>,
  file: FilePatient,
  startedAt: string | null,
): readonly Contradiction[] {
  const { sex, birthDate } = chosen
  const found: Contradiction[] = []
  if (namesDiffer(chosen.name, file.names)) found.push('name')
  const said = file.sex === 'female' || file.sex === 'male'
  if (said && (sex === 'female' || sex === 'male') && sex !== file.sex) found.push('sex')
  if (file.birthDate && birthDate && !alike(file.birthDate, birthDate)) found.push('birth')
  if (startedAt && birthDate && shorter(startedAt, birthDate) < shorter(birthDate, startedAt))
    found.push('before-birth')
  return found
}

/**
 * Only names in one script can be compared: what a machine writes in Latin letters of a Chinese name says nothing
 * against it here. In Latin letters the order of the parts, and what is left out, says nothing either.
 */
function namesDiffer(chart: string, file: readonly string[]): boolean {
  const script = isHan(chart)
  const comparable = file.filter((name) => /\p{L}/u.test(name) && isHan(name) === script)
  if (chart.trim() === '' || comparable.length === 0) return false
  return !comparable.some((name) => (script ? together(name) === together(chart) : shareParts(name, chart)))
}

function isHan(name: string): boolean {
  return /\p{Script=Han}/u.test(name)
}

function together(name: string): string {
  return name.normalize('NFKC').replace(/[^\p{L}]/gu, '')
}

function shareParts(one: string, other: string): boolean {
  const parts = (name: string) =>
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .filter(Boolean)
  const [fewer, more] = [parts(one), parts(other)].toSorted((a, b) => a.length - b.length)
  return (
    fewer!.every((part) => more!.includes(part)) ||
    together(one).toLowerCase() === together(other).toLowerCase()
  )
}

/** As far as both know it: a year says nothing against a day of that year. */
function alike(one: string, other: string): boolean {
  return shorter(one, other) === shorter(other, one)
}

function shorter(text: string, than: string): string {
  return text.slice(0, Math.min(text.length, than.length))
}
