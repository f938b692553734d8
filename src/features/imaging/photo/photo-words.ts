import type { PhotoSubject } from '#domain/imaging/photo/photo.ts'
import type { PhotoFaultCode } from '#domain/imaging/photo/quality.ts'
import { m } from '#words/messages.js'

export const SUBJECTS: readonly PhotoSubject[] = ['film', 'screen', 'fundus', 'skin']

export const SUBJECT_WORDS: Readonly<Record<PhotoSubject, () => string>> = {
  film: m.film_photo_subject_film,
  screen: m.film_photo_subject_screen,
  fundus: m.film_photo_subject_fundus,
  skin: m.film_photo_subject_skin,
}

export const GUIDE_WORDS: Readonly<Record<PhotoSubject, () => string>> = {
  film: m.film_photo_guide_film,
  screen: m.film_photo_guide_screen,
  fundus: m.film_photo_guide_fundus,
  skin: m.film_photo_guide_skin,
}

/** What is wrong, and what to do about it. */
export const FAULT_WORDS: Readonly<Record<PhotoFaultCode, readonly [() => string, () => string]>> = {
  blur: [m.film_photo_fault_blur, m.film_photo_cure_blur],
  glare: [m.film_photo_fault_glare, m.film_photo_cure_glare],
  dark: [m.film_photo_fault_dark, m.film_photo_cure_dark],
  bright: [m.film_photo_fault_bright, m.film_photo_cure_bright],
  cropped: [m.film_photo_fault_cropped, m.film_photo_cure_cropped],
  small: [m.film_photo_fault_small, m.film_photo_cure_small],
  tilted: [m.film_photo_fault_tilted, m.film_photo_cure_tilted],
  'no-border': [m.film_photo_fault_no_border, m.film_photo_cure_no_border],
}

export const CORNER_WORDS: readonly (() => string)[] = [
  m.film_photo_corner_0,
  m.film_photo_corner_1,
  m.film_photo_corner_2,
  m.film_photo_corner_3,
]
