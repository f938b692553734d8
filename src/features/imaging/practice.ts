import type { ImageStudy } from '#domain/imaging/image.ts'
import { PHANTOMS } from '#domain/imaging/phantoms/names.ts'

/** Whether this is a made study of our own: nobody's body, also after it was kept and opened again. */
export function isPracticeStudy({
  person,
  institution,
}: Pick<ImageStudy, 'person' | 'institution'>): boolean {
  return person.id.startsWith('PRACTICE-') || institution === 'PRACTICE'
}

/** The same of a kept study that stands on no chart: a picture says nothing of itself, its name does. */
export function isPracticeKept(files: readonly { readonly name: string }[]): boolean {
  const names = new Set(PHANTOMS.map((phantom) => `${phantom}-1.png`))
  return files.length > 0 && files.every(({ name }) => names.has(name))
}
