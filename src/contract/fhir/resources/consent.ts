import type { Consent as Given } from '#domain/record/kinds/consent.ts'
import { codeOf, conceptText, loincConcept, ourCode, ourCodeIn, wordsOnly } from '../concept.ts'
import { baseOf, codeExtension, dated, type Item } from '../item.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import { hl7, ourExtension } from '../systems.ts'
import type { Consent } from '../types.ts'

const PURPOSE = 'consent-purpose'

export function writeConsent(item: Item<Given>): readonly [Consent] {
  const { purpose, given, by, byName, until, how } = item.value
  return [
    {
      resourceType: 'Consent',
      ...baseOf(item, [codeExtension('consent-by', by), codeExtension('consent-how', how)]),
      status: item.mark === 'ended' ? 'inactive' : item.mark === 'stands' ? 'active' : 'proposed',
      scope: codeOf(hl7('consentscope'), purpose === 'teaching' ? 'research' : 'patient-privacy'),
      category: [loincConcept('59284-0', 'Consent Document'), ourCode(PURPOSE, purpose)],
      patient: item.subject,
      ...dated('dateTime', item.at),
      performer:
        by === 'person' ? [{ ...item.subject, display: byName }] : byName ? [{ display: byName }] : [],
      policyRule: wordsOnly(purpose)!,
      provision: { type: given ? 'permit' : 'deny', period: { end: until } },
    },
  ]
}

export function readConsent(reading: Reading): void {
  const { element } = reading
  const status = element.text('status') ?? 'draft'
  const standing = element.extension(ourExtension('standing'))
  if (status !== 'active' && !standing) return reading.refuse(REFUSALS.status(status))
  const provision = element.child('provision')
  const type = provision?.text('type')
  if (type !== 'permit' && type !== 'deny') return reading.refuse(REFUSALS.missing('provision.type'))
  const purpose = purposeOf(reading)
  if (purpose === undefined) return reading.refuse(REFUSALS.missing('category'))
  const until = reading.date(provision?.child('period'), 'end')
  const how = element.extension(ourExtension('consent-how'))?.text('valueCode')
  reading.add(
    'consent',
    {
      purpose,
      given: type === 'permit',
      ...whoGave(reading),
      ...(until !== undefined && { until }),
      ...(how !== undefined && { how }),
    },
    reading.firstAt('dateTime'),
  )
}

function purposeOf(reading: Reading): string | undefined {
  const { element } = reading
  const categories = element.children('category')
  const own = categories.map((each) => ourCodeIn(each, PURPOSE)).find((each) => each !== undefined)
  if (own !== undefined) {
    // The other category, the scope and the rule say the same in FHIR's words.
    for (const name of ['category', 'scope', 'policyRule'])
      for (const each of element.children(name)) each.skipAll()
    return own
  }
  const words = conceptText(categories[0], reading) ?? conceptText(element.child('scope'), reading)
  return words === undefined ? undefined : reading.fit(words, 60, 'category')
}

function whoGave(reading: Reading): Pick<Given, 'by' | 'byName'> {
  const { element } = reading
  const own = element.extension(ourExtension('consent-by'))?.text('valueCode')
  const performer = element.child('performer')
  const written = performer?.text('display')
  const found = performer && reading.follow(performer)
  const isPerson = found?.is === 'entry' && found.entry.type === 'Patient'
  const by = (['person', 'guardian', 'other'] as const).find((each) => each === own)
  return {
    by: by ?? (isPerson ? 'person' : 'other'),
    ...(written !== undefined && { byName: reading.fit(written, 200, 'performer') }),
  }
}
