import { describe, expect, test } from 'vitest'
import { VERBS } from '../record/fact.ts'
import { ROLES, type Role } from '../record/kinds/staff.ts'
import { mayVouchFor, mayWrite, rightsOf } from './rights.ts'

const WRITERS: readonly Role[] = ['clinician', 'nurse', 'specialist', 'screener']
const PROPOSERS: readonly Role[] = ['teacher', 'student']

describe('who may state what', () => {
  test.each(WRITERS)('a %s states everything of a chart', (role) => {
    for (const verb of VERBS) expect(mayWrite(role, 'allergy', verb)).toBe(true)
  })

  test.each(PROPOSERS)('a %s proposes, and a person decides', (role) => {
    expect(VERBS.filter((verb) => mayWrite(role, 'allergy', verb))).toEqual(['propose'])
  })

  test('who keeps the machine neither reads nor writes a chart', () => {
    expect(rightsOf('keeper').reads).toBe(false)
    expect(VERBS.filter((verb) => mayWrite('keeper', 'allergy', verb))).toEqual([])
  })

  test('that a chart was opened, everybody may and must say', () => {
    for (const role of ROLES) expect(mayWrite(role, 'access', 'assert')).toBe(true)
  })

  test('a colleague is named by those who vouch, and by nobody else', () => {
    expect(ROLES.filter((role) => mayWrite(role, 'staff', 'assert'))).toEqual([
      'clinician',
      'nurse',
      'specialist',
    ])
    // Proposing somebody would be as good as naming them.
    expect(mayWrite('student', 'staff', 'propose')).toBe(false)
  })

  test('what holds for the whole clinic is set by those who run it, whatever the verb', () => {
    const setters = ROLES.filter((role) => VERBS.some((verb) => mayWrite(role, 'clinic-setting', verb)))
    expect(setters).toEqual(['clinician', 'nurse', 'specialist'])
    expect(setters).toEqual(ROLES.filter((role) => rightsOf(role).administers))
  })
})

describe('who vouches for whom', () => {
  test('nobody makes somebody the keeper of the hub, nor a specialist without being a doctor', () => {
    for (const role of ROLES) expect(mayVouchFor(role, 'keeper')).toBe(false)
    expect(ROLES.filter((role) => mayVouchFor(role, 'specialist'))).toEqual(['clinician', 'specialist'])
  })

  test('who does not vouch, vouches for nobody', () => {
    for (const role of ROLES.filter((each) => !rightsOf(each).vouches))
      for (const given of ROLES) expect(mayVouchFor(role, given)).toBe(false)
  })

  test('who vouches, names nurses, screeners, teachers and students', () => {
    for (const role of ['clinician', 'nurse', 'specialist'] as const)
      for (const given of ['nurse', 'screener', 'teacher', 'student'] as const)
        expect(mayVouchFor(role, given)).toBe(true)
  })
})

test('students read with the others and write in no room; in an emergency only those who treat break the glass', () => {
  expect(ROLES.filter((role) => rightsOf(role).reads)).toEqual(ROLES.filter((role) => role !== 'keeper'))
  expect(ROLES.filter((role) => !rightsOf(role).writesInRooms)).toEqual(['student', 'keeper'])
  expect(ROLES.filter((role) => rightsOf(role).breaksGlass)).toEqual(['clinician', 'nurse', 'specialist'])
})
