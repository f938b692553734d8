import { describe, expect, test } from 'vitest'
import { checkDraft } from '#contract/record/fact-codec.ts'
import type { Fact, FactDraft } from '#domain/record/fact.ts'
import { teller } from '#domain/record/facts.fixture.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { seenOf } from '#domain/record/seen.ts'
import { lineFrom } from './prescription.ts'
import { newPrescription, readVisitDraft, type VisitDraft } from './visit-draft.ts'
import { visitFacts, type VisitRest } from './visit-facts.ts'

const PERSON = 'person'
/** 2026-11-21 14:02 in a zone of eight hours. */
const STARTED_MS = Date.UTC(2026, 10, 21, 6, 2)
const clock = { nowMs: STARTED_MS + 20 * 60_000, today: '2026-11-21', utcOffsetMin: () => 480 }
const words = { followUp: 'Come again', suspected: (diagnosis: string) => `${diagnosis} (suspected)` }
const rest: VisitRest = { scores: [], note: null, remarks: [], words }

const visit = (parts: object): VisitDraft => readVisitDraft(parts, { act: 'act', startedAtMs: STARTED_MS })
/** Ids as long as real ones, so that the wall lets them pass. */
const real = (fact: Fact): Fact => ({ ...fact, id: fact.id.padEnd(43, 'x') })
const chartOf = (facts: readonly Fact[]) => foldFacts(facts.map(real), [PERSON])
const empty = chartOf([])

const factsOf = (draft: VisitDraft, chart = empty, more: Partial<VisitRest> = {}): readonly FactDraft[] =>
  visitFacts(PERSON, draft, chart, { ...rest, ...more }, clock)
const valuesOf = (drafts: readonly FactDraft[], kind: string): readonly unknown[] =>
  drafts.filter((draft) => draft.kind === kind).map(({ body }) => body.value)

const FULL = {
  type: 'follow-up',
  reason: '  headache for 3 days ',
  history: {
    presentIllness: 'worse in the morning',
    past: 'hypertension since 2017',
    family: 'father: stroke',
    social: 'smokes 10 a day',
    menstrual: 'regular',
  },
  vitals: {
    texts: {
      systolicMmHg: '148',
      diastolicMmHg: '92',
      heartRatePerMin: '76',
      temperatureCel: '36.50',
      respiratoryRatePerMin: '18',
      spo2Percent: '97',
      weightKg: '68.50',
      heightCm: '170.0',
      glucoseMmolL: '6.10',
      painScore: '0',
      waistCm: '88.5',
      headCircumferenceCm: '41.20',
      muacMm: '115',
      haemoglobinGPerL: '131',
      peakFlowLPerMin: '420',
      fetalHeartRatePerMin: '140',
      visualAcuityRight: '0.80',
      visualAcuityLeft: '1.0',
    },
    onOxygen: 'no',
    consciousness: 'alert',
    glucoseWhen: 'fasting',
    temperatureSite: 'axillary',
    heightPosition: 'standing',
    position: 'sitting',
    remark: 'left arm',
    takenAtMs: STARTED_MS + 5 * 60_000,
    source: 'measured',
    by: 'Omron 7121',
  },
  examination: 'Heart: regular',
  orders: [
    { key: 1, code: 'ecg', text: 'ECG', remark: 'compare with May' },
    { key: 2, code: '', text: 'look at the feet', remark: '' },
  ],
  diagnoses: [
    {
      key: 1,
      condition: { system: 'icd10', code: 'I10', text: 'Hypertension' },
      certainty: 'confirmed',
      onList: true,
    },
    { key: 2, condition: { text: 'tension headache' }, certainty: 'suspected', onList: true },
    { key: 3, condition: { text: 'a cold' }, certainty: 'confirmed', onList: false },
  ],
  plan: 'less salt',
  disposition: 'home',
  followUp: '2026-12-05',
  prescriptions: [
    {
      key: 1,
      drug: 'amlodipine',
      doseValue: '2.50',
      doseUnit: 'mg',
      route: 'oral',
      frequency: 'once daily',
      days: '28',
      quantity: '28',
      quantityUnit: 'tablet',
    },
  ],
}

describe('signing a visit', () => {
  const facts = factsOf(visit(FULL))

  test('writes drafts that the wall takes, all about one person', () => {
    for (const draft of facts) {
      const outcome = checkDraft(draft)
      expect(outcome.ok ? null : outcome.problem.message).toBeNull()
      expect(draft.subject).toBe(PERSON)
    }
    expect(facts.map(({ kind }) => kind)).toEqual([
      'encounter',
      'vitals',
      'problem',
      'problem',
      'medication',
      'task',
      'task',
      'task',
    ])
  })

  test('puts every word into the encounter, at the time when it began', () => {
    expect(facts[0]).toMatchObject({ verb: 'assert', at: { value: '2026-11-21T14:02', utcOffsetMin: 480 } })
    expect(valuesOf(facts, 'encounter')).toEqual([
      {
        type: 'follow-up',
        reason: 'headache for 3 days',
        history: FULL.history,
        examination: 'Heart: regular',
        orders: [{ system: 'local', code: 'ecg', text: 'ECG' }, { text: 'look at the feet' }],
        assessment: [
          { system: 'icd10', code: 'I10', text: 'Hypertension' },
          { text: 'tension headache (suspected)' },
          { text: 'a cold' },
        ],
        plan: 'less salt',
        disposition: 'home',
      },
    ])
  })

  test('keeps every number to the last digit that was typed', () => {
    expect(valuesOf(facts, 'vitals')).toEqual([
      {
        systolicMmHg: [148, 0],
        diastolicMmHg: [92, 0],
        heartRatePerMin: [76, 0],
        temperatureCel: [3650, -2],
        respiratoryRatePerMin: [18, 0],
        spo2Percent: [97, 0],
        weightKg: [6850, -2],
        heightCm: [1700, -1],
        glucoseMmolL: [610, -2],
        painScore: [0, 0],
        waistCm: [885, -1],
        headCircumferenceCm: [4120, -2],
        muacMm: [115, 0],
        haemoglobinGPerL: [131, 0],
        peakFlowLPerMin: [420, 0],
        fetalHeartRatePerMin: [140, 0],
        visualAcuityRight: [80, -2],
        visualAcuityLeft: [10, -1],
        onOxygen: false,
        consciousness: 'alert',
        glucoseWhen: 'fasting',
        temperatureSite: 'axillary',
        heightPosition: 'standing',
        position: 'sitting',
        remark: 'left arm',
      },
    ])
  })

  test('says of the vital signs when they were taken and with what', () => {
    const vitals = facts.find(({ kind }) => kind === 'vitals')
    expect(vitals?.at?.value).toBe('2026-11-21T14:07')
    expect(vitals?.body.source).toEqual({ origin: 'measured', by: 'Omron 7121' })
  })

  test('puts on the problem list what was meant to go there, under its own name', () => {
    expect(valuesOf(facts, 'problem')).toEqual([
      { condition: { system: 'icd10', code: 'I10', text: 'Hypertension' }, status: 'active' },
      { condition: { text: 'tension headache' }, status: 'suspected' },
    ])
  })

  test('makes each line of the prescription a medicine that was prescribed', () => {
    expect(valuesOf(facts, 'medication')).toEqual([
      {
        drug: { text: 'amlodipine' },
        status: 'active',
        dose: { value: [250, -2], unit: 'mg' },
        route: 'oral',
        frequency: 'once daily',
        durationDays: 28,
        quantity: { value: [28, 0], unit: 'tablet' },
        since: '2026-11-21',
        prescribed: true,
      },
    ])
  })

  test('makes orders and the day to come again tasks', () => {
    expect(valuesOf(facts, 'task')).toEqual([
      { title: 'ECG', state: 'planned', remark: 'compare with May' },
      { title: 'look at the feet', state: 'planned' },
      {
        title: 'Come again',
        state: 'planned',
        due: { value: '2026-12-05', precision: 'day', utcOffsetMin: null },
      },
    ])
  })

  test('writes nothing for what was left empty', () => {
    expect(factsOf(visit({ reason: 'a question' }))).toMatchObject([
      { kind: 'encounter', body: { value: { type: 'visit', reason: 'a question' } } },
    ])
  })

  test('keeps why a value that is hard to believe was left as it is', () => {
    const drafts = factsOf(visit(FULL), empty, { remarks: ['Height 400 cm: measured twice'] })
    expect(valuesOf(drafts, 'vitals')).toMatchObject([{ remark: 'left arm; Height 400 cm: measured twice' }])
  })

  test('keeps scores with what they rest on: a rule for one that was confirmed, a person for one that was skipped', () => {
    const base = { calculator: 'egfr', version: '1.0.0', inputs: [{ name: 'age', text: '58' }] }
    const from = ['a'.repeat(43)]
    const drafts = factsOf(visit({}), empty, {
      scores: [
        { value: { ...base, result: { value: [605, -1], unit: 'mL/min' } }, inputs: from },
        { value: { ...base, skippedBecause: 'not needed' }, inputs: from },
      ],
    })
    const scores = drafts.filter(({ kind }) => kind === 'score')
    expect(scores.map(({ body }) => body.source)).toEqual([
      { origin: 'derived', by: 'egfr 1.0.0', inputs: from },
      { origin: 'entered', by: '', inputs: from },
    ])
    expect(scores.every((draft) => checkDraft(draft).ok)).toBe(true)
  })

  test('keeps the note with the facts that its sentences come from', () => {
    const note = {
      sentences: [{ text: 'Known hypertension.', from: ['b'.repeat(43)] }, { text: 'Own words.' }],
    }
    const drafts = factsOf(visit({}), empty, { note })
    expect(valuesOf(drafts, 'note')).toEqual([note])
    expect(checkDraft(drafts.at(-1)!).ok).toBe(true)
  })
})

describe('a visit of somebody who is known', () => {
  const say = teller(PERSON)
  const told = [
    say.assert('medication', {
      drug: { system: 'atc', code: 'C08CA01', text: 'amlodipine' },
      status: 'active',
      dose: { value: [5, 0], unit: 'mg' },
      frequency: 'once daily',
      since: '2024-03',
    }),
    say.assert('problem', { condition: { system: 'icd10', code: 'I10', text: '高血压' }, status: 'active' }),
    say.assert('problem', { condition: { text: 'tension headache' }, status: 'resolved', ended: '2025' }),
  ]
  const chart = chartOf(told)
  const [amlodipine] = chart.statements.medication

  test('changes a medicine by naming what was on the screen, and keeps since when it is taken', () => {
    const line = { ...lineFrom([], amlodipine!, false), doseValue: '10.0' }
    const [, medication] = factsOf(visit({ prescriptions: [line] }), chart)
    expect(medication).toMatchObject({
      kind: 'medication',
      verb: 'amend',
      refs: seenOf(amlodipine!),
      body: {
        value: {
          drug: { code: 'C08CA01' },
          status: 'active',
          dose: { value: [100, -1], unit: 'mg' },
          since: '2024-03',
          prescribed: true,
        },
      },
    })
    expect(checkDraft(medication!).ok).toBe(true)
  })

  test('stops a medicine on this day, with the reason', () => {
    const line = { ...lineFrom([], amlodipine!, true), why: 'swollen ankles' }
    const [, medication] = factsOf(visit({ prescriptions: [line] }), chart)
    expect(medication).toMatchObject({
      verb: 'amend',
      body: {
        value: { status: 'stopped', stopped: '2026-11-21', dose: { value: [5, 0], unit: 'mg' } },
        reason: { code: 'no-longer', text: 'swollen ankles' },
      },
    })
    expect(checkDraft(medication!).ok).toBe(true)
  })

  test('prescribes the same medicine again in the sight of the one that stands', () => {
    const line = { ...newPrescription([]), drug: 'amlodipine' }
    const [, medication] = factsOf(visit({ prescriptions: [line] }), chart)
    expect(medication).toMatchObject({ verb: 'assert', refs: seenOf(amlodipine!) })
  })

  test('adds no problem that stands on the list, and makes one active that had ended', () => {
    const problems = factsOf(visit(FULL), chart).filter(({ kind }) => kind === 'problem')
    expect(problems).toMatchObject([
      {
        verb: 'amend',
        refs: seenOf(chart.statements.problem.find(({ current }) => !current.value?.condition.code)!),
        body: { value: { condition: { text: 'tension headache' }, status: 'suspected' } },
      },
    ])
    expect(problems[0]?.body.value).not.toHaveProperty('ended')
  })

  test('leaves nothing to reconcile', () => {
    const line = { ...newPrescription([]), drug: 'amlodipine' }
    const drafts = factsOf(visit({ ...FULL, prescriptions: [line] }), chart)
    const written = drafts.map((draft, i): Fact => ({
      id: `written${i}`.padEnd(43, 'x'),
      header: {
        ...told[0]!.header,
        kind: draft.kind,
        verb: draft.verb,
        refs: draft.refs ?? [],
        hlc: { ms: clock.nowMs + i, counter: 0 },
      },
      body: draft.body,
    }))
    expect(foldFacts([...told.map(real), ...written], [PERSON]).conflicts).toEqual([])
  })
})
