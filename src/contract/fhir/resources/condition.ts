import type { Problem } from '#domain/record/kinds/problem.ts'
import { codeIn, codeOf, ourCode, ourCodeIn, readConcept, toConcept } from '../concept.ts'
import { baseOf, codeExtension, dated, wordsExtension, type Item } from '../item.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import { hl7, ourExtension } from '../systems.ts'
import type { CodeableConcept, Condition } from '../types.ts'

const CLINICAL = hl7('condition-clinical')
const VERIFICATION = hl7('condition-ver-status')
const CATEGORY = hl7('condition-category')

/**
 * A problem as a Condition. Unreconciled and suspected ones are unconfirmed and provisional. An end beside a status
 * that FHIR calls active (invariant con-4) stands in an extension.
 */
export function writeProblem(item: Item<Problem>): readonly [Condition] {
  const { condition, status, onset, ended, remark } = item.value
  const clinical = item.mark === 'ended' ? 'resolved' : status === 'suspected' ? 'active' : status
  const over = clinical !== 'active'
  return [
    {
      resourceType: 'Condition',
      ...baseOf(item, [
        codeExtension('problem-status', item.mark === 'stands' ? undefined : status),
        over ? undefined : wordsExtension('ended', ended),
      ]),
      clinicalStatus: codeOf(CLINICAL, clinical),
      verificationStatus: codeOf(VERIFICATION, verification(item)),
      category: [codeOf(CATEGORY, 'problem-list-item')],
      code: toConcept(condition),
      subject: item.subject,
      encounter: item.encounter,
      onsetDateTime: onset,
      abatementDateTime: over ? ended : undefined,
      ...dated('recordedDate', item.at),
      note: remark ? [{ text: remark }] : [],
    },
  ]
}

function verification({ mark, value }: Item<Problem>): string {
  if (mark === 'refuted') return 'refuted'
  if (mark === 'unreconciled' || mark === 'proposed') return 'unconfirmed'
  return value.status === 'suspected' ? 'provisional' : 'confirmed'
}

/** What an encounter's assessment names, for `Encounter.diagnosis`; not a problem of the list by itself. */
export function assessmentCondition(
  item: Item<unknown>,
  code: CodeableConcept,
  id: string,
  encounter: { readonly reference: string },
): Condition {
  return {
    resourceType: 'Condition',
    id,
    clinicalStatus: codeOf(CLINICAL, 'active'),
    category: [codeOf(CATEGORY, 'encounter-diagnosis'), ourCode('condition-use', 'assessment')],
    code,
    subject: item.subject,
    encounter,
  }
}

/** Whether a Condition is only there for an encounter of ours to name; then it is carried with that. */
function isAssessmentOnly({ element, encounter }: Reading): boolean {
  const categories = element.children('category')
  if (encounter === null || !categories.some((each) => ourCodeIn(each, 'condition-use'))) return false
  for (const each of [...categories, element.child('clinicalStatus')])
    for (const coding of each?.children('coding') ?? []) coding.skipAll()
  return true
}

const STATUS: Readonly<Record<string, Problem['status']>> = {
  active: 'active',
  recurrence: 'active',
  relapse: 'active',
  inactive: 'resolved',
  remission: 'remission',
  resolved: 'resolved',
}

export function readCondition(reading: Reading): void {
  const { element } = reading
  if (isAssessmentOnly(reading)) return
  skipCategories(element)
  const verified = codeIn(element.child('verificationStatus'), VERIFICATION)
  if (verified === 'refuted' || verified === 'entered-in-error')
    return reading.refuse(REFUSALS.status(verified))
  const condition = readConcept(element.child('code'), reading)
  if (!condition) return reading.refuse(REFUSALS.missing('code'))
  const clinical = codeIn(element.child('clinicalStatus'), CLINICAL)
  const ended = endOf(reading)
  const remark = element
    .children('note')
    .map((note) => note.text('text') ?? '')
    .join('\n')
  const onset = reading.date(element, 'onsetDateTime')
  const at = reading.firstAt('recordedDate') ?? reading.firstAt('onsetDateTime')
  reading.add(
    'problem',
    {
      condition,
      status: statusOf(reading, clinical, verified, ended),
      ...(onset !== undefined && { onset }),
      ...(ended !== undefined && { ended }),
      ...(remark !== '' && { remark: reading.fit(remark, 500, 'note') }),
    },
    at,
  )
}

/** On which list it stood: here there is one. */
function skipCategories(element: Reading['element']): void {
  for (const category of element.children('category')) {
    category.skip('text')
    for (const coding of category.children('coding')) if (coding.peek('system') === CATEGORY) coding.skipAll()
  }
}

function endOf(reading: Reading): string | undefined {
  const { element } = reading
  const beside = element.extension(ourExtension('ended'))
  return beside?.text('valueString') ?? reading.date(element, 'abatementDateTime')
}

/** Ours says its own status where FHIR's words are coarser; doubt weighs more than activity. */
function statusOf(
  reading: Reading,
  clinical: string | undefined,
  verified: string | undefined,
  ended: string | undefined,
): Problem['status'] {
  const own = reading.element.extension(ourExtension('problem-status'))?.text('valueCode')
  const ours = (['active', 'suspected', 'remission', 'resolved'] as const).find((each) => each === own)
  if (ours) return ours
  const status = STATUS[clinical ?? ''] ?? (ended === undefined ? 'active' : 'resolved')
  const doubted = verified === 'unconfirmed' || verified === 'provisional' || verified === 'differential'
  return status === 'active' && doubted ? 'suspected' : status
}
