import type { ExaminationName } from './examinations.ts'
import { ABDOMEN_CT, ABDOMEN_US } from './sentences/abdomen.ts'
import { EXTREMITY_FILM, SPINE_FILM } from './sentences/bones.ts'
import { CHEST_CT, CHEST_FILM } from './sentences/chest.ts'
import { FUNDUS, OTHER, SKIN } from './sentences/pictures.ts'
import { BREAST_US, OBSTETRIC_US, THYROID_US } from './sentences/small-parts.ts'
import type { Template } from './template.ts'

/** Every sentence that is offered, by examination. */
export const TEMPLATES: Readonly<Record<ExaminationName, readonly Template[]>> = {
  'chest-film': CHEST_FILM,
  'extremity-film': EXTREMITY_FILM,
  'spine-film': SPINE_FILM,
  'chest-ct': CHEST_CT,
  'abdomen-ct': ABDOMEN_CT,
  'abdomen-us': ABDOMEN_US,
  'thyroid-us': THYROID_US,
  'breast-us': BREAST_US,
  'obstetric-us': OBSTETRIC_US,
  fundus: FUNDUS,
  skin: SKIN,
  other: OTHER,
}

const BY_NAME: ReadonlyMap<string, Template> = new Map(
  Object.values(TEMPLATES)
    .flat()
    .map((template) => [template.name, template]),
)

/** Null for free words, and for a name of a later version. */
export function templateNamed(name: string | null): Template | null {
  return name === null ? null : (BY_NAME.get(name) ?? null)
}

/** What stands in a normal report of this kind; each line is proposed, none is taken for granted. */
export function normalSet(examination: ExaminationName): readonly Template[] {
  return TEMPLATES[examination].filter(({ says }) => says === 'normal')
}

/** Coded findings that this examination has sentences for, each once, in the order of its list. */
export function findingsOf(examination: ExaminationName): readonly string[] {
  return TEMPLATES[examination].flatMap(({ finding }) => finding ?? [])
}

/** The sentence of an examination that says a coded finding; null where it has none. */
export function templateFor(examination: ExaminationName, finding: string): Template | null {
  return TEMPLATES[examination].find((template) => template.finding === finding) ?? null
}
