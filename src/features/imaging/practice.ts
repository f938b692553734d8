import type { ImageStudy } from '#domain/imaging/image.ts'

/** Whether this is a made study of our own: nobody's body, also after it was kept and opened again. */
export function isPracticeStudy({
  person,
  institution,
}: Pick<ImageStudy, 'person' | 'institution'>): boolean {
  return person.id.startsWith('PRACTICE-') || institution === 'PRACTICE'
}
