import type { Allergy } from '#domain/record/kinds/allergy.ts'
import { bad } from '#domain/problem.ts'
import { codeIn, codeOf, conceptText, readConcept, toConcept, wordsOnly } from '../concept.ts'
import { baseOf, codeExtension, dated, type Item } from '../item.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import { hl7, ourExtension, SNOMED } from '../systems.ts'
import type { AllergyIntolerance } from '../types.ts'

const CLINICAL = hl7('allergyintolerance-clinical')
const VERIFICATION = hl7('allergyintolerance-verification')
/** SNOMED CT, No known allergy (situation). */
const NONE_KNOWN = '716186003'
/** No known drug, food, environmental, latex allergy: narrower than what we can say, and not the same. */
const NONE_OF_A_KIND = ['409137002', '429625007', '428607008', '1003774007']
const UNKNOWN = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason'

type Known = Extract<Allergy, { is: 'allergy' }>

export function writeAllergy(item: Item<Allergy>): readonly [AllergyIntolerance] {
  const known = item.value.is === 'allergy' ? item.value : null
  const doubtful = item.mark === 'unreconciled' || item.mark === 'proposed'
  return [
    {
      resourceType: 'AllergyIntolerance',
      ...baseOf(item, [codeExtension('certainty', doubtful ? known?.certainty : undefined)]),
      clinicalStatus: codeOf(CLINICAL, item.mark === 'ended' ? 'inactive' : 'active'),
      verificationStatus: verification(item.mark, known?.certainty),
      code: known ? toConcept(known.substance) : codeOf(SNOMED, NONE_KNOWN, 'No known allergy (situation)'),
      patient: item.subject,
      encounter: item.encounter,
      onsetDateTime: known?.since,
      ...dated('recordedDate', item.at),
      reaction: known ? reactionOf(known) : [],
    },
  ]
}

function verification(mark: Item<Allergy>['mark'], certainty: Known['certainty']) {
  if (mark === 'refuted') return codeOf(VERIFICATION, 'refuted')
  if (mark === 'unreconciled' || mark === 'proposed' || certainty === 'suspected')
    return codeOf(VERIFICATION, 'unconfirmed')
  return certainty === undefined ? undefined : codeOf(VERIFICATION, 'confirmed')
}

/** FHIR asks for a manifestation beside each severity. */
function reactionOf({ reaction, severity }: Known): AllergyIntolerance['reaction'] {
  if (!reaction && !severity) return []
  const words = wordsOnly(reaction) ?? { extension: [{ url: UNKNOWN, valueCode: 'unknown' }] }
  return [{ manifestation: [words], severity }]
}

export function readAllergyIntolerance(reading: Reading): void {
  const { element } = reading
  const verified = codeIn(element.child('verificationStatus'), VERIFICATION)
  const clinical = codeIn(element.child('clinicalStatus'), CLINICAL)
  for (const status of [verified, clinical]) {
    if (['refuted', 'entered-in-error', 'inactive', 'resolved'].includes(status ?? ''))
      return reading.refuse(REFUSALS.status(status!))
  }
  const at = reading.firstAt('recordedDate', 'onsetDateTime')
  const snomed = codeIn(element.child('code'), SNOMED) ?? ''
  if (NONE_OF_A_KIND.includes(snomed)) return reading.refuse(partlyNone(snomed))
  if (snomed === NONE_KNOWN) {
    element.child('code')?.skip('text')
    return reading.add('allergy', { is: 'none-known' }, at)
  }
  const substance = readConcept(element.child('code') ?? substanceOfReaction(reading), reading)
  if (!substance) return reading.refuse(REFUSALS.missing('code'))
  const { reaction, severity } = readReactions(reading)
  const since = reading.date(element, 'onsetDateTime')
  const certainty = certaintyOf(reading, verified)
  reading.add(
    'allergy',
    {
      is: 'allergy',
      substance,
      ...(reaction !== undefined && { reaction }),
      ...(severity !== undefined && { severity }),
      ...(since !== undefined && { since }),
      ...(certainty !== undefined && { certainty }),
    } satisfies Allergy,
    at,
  )
}

function substanceOfReaction({ element }: Reading) {
  return element
    .children('reaction')
    .find((each) => each.has('substance'))
    ?.child('substance')
}

function partlyNone(code: string) {
  return bad(
    'fhir-none-known-in-part',
    'It says that no allergy of one kind is known; here only "no known allergies" at all can be said.',
    'Ask the person, and state "none known" only if that is so for everything.',
    { code },
  )
}

function certaintyOf({ element }: Reading, verified: string | undefined): Known['certainty'] {
  const standing = element.extension(ourExtension('standing'))
  const own = element.extension(ourExtension('certainty'))?.text('valueCode')
  if (standing) return own === 'confirmed' || own === 'suspected' ? own : undefined
  if (verified === 'confirmed') return 'confirmed'
  return verified === undefined ? undefined : 'suspected'
}

const SEVERITIES = ['mild', 'moderate', 'severe'] as const

/** All reactions and remarks in one line of words; of several severities the worst. */
function readReactions(reading: Reading): Pick<Known, 'reaction' | 'severity'> {
  const reactions = reading.element.children('reaction')
  const words = reactions.flatMap((each) => [
    ...each.children('manifestation').map((one) => conceptText(one, reading)),
    each.text('description'),
  ])
  words.push(...reading.element.children('note').map((each) => each.text('text')))
  // We have no field for the risk of a worse reaction next time; it must not be lost.
  if (reading.element.peek('criticality') === 'high') {
    reading.element.skip('criticality')
    words.push('criticality: high')
  }
  const said = reactions.map((each) => each.text('severity'))
  for (const each of reactions)
    for (const one of each.children('manifestation')) one.extension(UNKNOWN)?.skipAll()
  if (reactions.length > 1) reading.change('several-as-one', 'reaction')
  const severity = SEVERITIES.findLast((each) => said.includes(each))
  const text = words.filter((each) => each !== undefined).join('; ')
  return {
    ...(text !== '' && { reaction: reading.fit(text, 300, 'reaction') }),
    ...(severity !== undefined && { severity }),
  }
}
