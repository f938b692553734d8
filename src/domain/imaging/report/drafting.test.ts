import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proposalsOf, saidOf, type FilmClaims } from '../claims.ts'
import { NO_FILM_REPORT, type ImageFinding } from '../film-report.ts'
import {
  decided,
  freeLine,
  moved,
  proposedLine,
  rewrittenLine,
  sentenceOf,
  withLine,
  withNormalSet,
  withoutLine,
} from './edits.ts'
import { draftedImpression, isCriticalByFindings } from './impression.ts'
import { changedSince, signatureOf, standing } from './signing.ts'
import { templateNamed } from './templates.ts'
import { NOTHING_READ } from '../../reading/reader-first.ts'

let made = 0
const idOf = () => `id-${++made}`

function said(name: string, slots: Record<string, string> = {}): ImageFinding {
  return sentenceOf(idOf(), templateNamed(name)!, slots, 'en')!
}

const EFFUSION = said('chest-film.pleural-effusion', { side: 'right', amount: 'small' })
const report = (findings: readonly ImageFinding[]) => ({ ...NO_FILM_REPORT, findings })

test('normal lines come as proposals: none of them is in the report before somebody takes it', () => {
  const proposed = withNormalSet([], 'chest-film', 'zh-CN', idOf)
  expect(proposed.length).toBeGreaterThan(3)
  expect(standing({ findings: proposed })).toEqual([])
  expect(draftedImpression(report(proposed), 'zh-CN')).toBe('')
})

test('asking for the normal lines twice proposes them once, and what was rejected is not proposed again', () => {
  const once = withNormalSet([], 'chest-film', 'en', idOf)
  const less = decided(once, once[0]!.id, 'rejected')
  expect(withNormalSet(less, 'chest-film', 'en', idOf)).toBe(less)
})

test('an impression says what is abnormal, once, with its side', () => {
  const heart = said('chest-film.cardiomegaly')
  expect(draftedImpression(report([EFFUSION]), 'en')).toBe('Pleural effusion, right.')
  expect(draftedImpression(report([EFFUSION, heart, EFFUSION]), 'zh-CN')).toBe(
    '1. 右侧胸腔积液。\n2. 心影增大。',
  )
})

test('what was rejected or waits is not in the impression; what a person put in words stands as it is', () => {
  const waiting = decided([EFFUSION], EFFUSION.id, 'accepted')
  expect(draftedImpression(report(waiting), 'en')).toBe('')
  const own = rewrittenLine([EFFUSION], EFFUSION.id, 'Fluid on the right, as in May.')
  expect(draftedImpression(report(own), 'en')).toBe('Fluid on the right, as in May.')
  expect(draftedImpression(report([freeLine('f', 'Old clavicle fracture.')]), 'en')).toBe(
    'Old clavicle fracture.',
  )
})

test('an impression of normal is drafted once every line is decided, never before', () => {
  const proposed = withNormalSet([], 'skin', 'en', idOf)
  expect(draftedImpression(report(proposed), 'en')).toBe('')
  const taken = decided(proposed, proposed[0]!.id, 'accepted')
  expect(draftedImpression(report(taken), 'en')).toBe('No abnormal finding in what was looked at.')
})

test('the same decision again takes it back; rejecting what was edited keeps its words', () => {
  const accepted = decided(decided([EFFUSION], EFFUSION.id, 'rejected'), EFFUSION.id, 'rejected')
  expect(accepted[0]!.decision).toBe('open')
  const edited = rewrittenLine([EFFUSION], EFFUSION.id, 'Some fluid.')
  expect(decided(edited, EFFUSION.id, 'rejected')[0]).toMatchObject({
    text: 'Some fluid.',
    decision: 'rejected',
  })
})

test('lines move, and moving back restores the order', () => {
  const lines = fc.array(fc.string(), { minLength: 2, maxLength: 8 }).map((texts) => {
    return texts.map((text, i) => freeLine(String(i), text))
  })
  fc.assert(
    fc.property(lines, fc.nat(7), (list, at) => {
      const id = String(at % list.length)
      const down = moved(list, id, 1)
      expect(down === list || moved(down, id, -1)).toEqual(down === list ? true : list)
      expect(down.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(list)
    }),
  )
})

test('a line that is taken out is gone, and taking out nothing changes nothing', () => {
  const list = withLine([], EFFUSION)
  expect(withoutLine(list, EFFUSION.id)).toEqual([])
  expect(withoutLine(list, 'other')).toBe(list)
})

test('a critical finding is named once it stands', () => {
  const air = said('chest-film.pneumothorax', { side: 'left' })
  expect(isCriticalByFindings(report([air]))).toEqual(['pneumothorax'])
  expect(isCriticalByFindings(report([{ ...air, decision: 'open' }]))).toEqual([])
})

const ASKED = {
  version: '1',
  refused: null,
  instance: 'a',
  frame: 0,
  values: [],
  outlines: [],
  landmarks: null,
  run: null,
}

const CLAIMS: FilmClaims = {
  failed: [],
  packs: [
    {
      pack: 'film-chest',
      ...ASKED,
      conclusion: 'abnormal',
      findings: [
        {
          finding: 'pleural-effusion',
          label: 'effusion',
          slots: { side: 'left' },
          score: 0.7,
          proposedFrom: 0.5,
          map: null,
        },
        { finding: 'cavity', label: 'cavity', slots: {}, score: 0.9, proposedFrom: 0.5, map: null },
        { finding: 'lung-mass', label: 'mass', slots: {}, score: 0.2, proposedFrom: 0.5, map: null },
      ],
    },
    { pack: 'film-other', ...ASKED, refused: 'unlike-training-data', conclusion: null, findings: [] },
  ],
}

test('what packs say comes as lines that wait, the surest first; below its threshold nothing is proposed', () => {
  const lines = proposalsOf(CLAIMS).map((each) => proposedLine(idOf(), each, 'chest-film', 'en'))
  expect(lines.map(({ text, decision, by }) => [text, decision, by])).toEqual([
    ['Cavity', 'open', 'film-chest'],
    ['Pleural effusion, left.', 'open', 'film-chest'],
  ])
  // The place is asked for when the line is changed; what it is about is known all the same.
  expect(templateNamed(lines[0]!.template)?.finding).toBe('cavity')
  expect(saidOf(CLAIMS)).toMatchObject({
    conclusion: 'abnormal',
    statements: [{ rule: 'cavity' }, { rule: 'pleural-effusion', by: ['film-chest'] }],
  })
  expect(saidOf({ packs: [], failed: [] })).toBeNull()
  const intake = { pack: 'image-intake', ...ASKED, conclusion: null, findings: [] }
  const kindSeen = { kind: 'chest-adult', score: 0.98 } as const
  expect(saidOf({ packs: [{ ...intake, kindSeen }], failed: [] })).toBeNull()
})

test('a finding whose sentence lacks a place says its name and what was measured', () => {
  const finding = { finding: 'scoliosis', label: 'cobb', score: 0.9, proposedFrom: 0.5, map: null }
  const proposal = {
    ...finding,
    pack: 'spine-cobb',
    slots: { vertebra: 't5', lowerVertebra: 'l1', angle: '35°' },
  }
  expect(proposedLine('1', proposal, 'spine-film', 'en').text).toBe('Scoliosis, 35°')
  const whole = { ...proposal, slots: { ...proposal.slots, oneSide: 'right' } }
  expect(proposedLine('2', whole, 'spine-film', 'en').text).toBe(
    'Curve of the spine to the right, T5 to L1, Cobb angle 35°.',
  )
})

test('a signature stays true while only lines that wait change; words, order and marks break it', () => {
  const heart = said('chest-film.normal-heart')
  const now = report([EFFUSION, heart])
  const signed = signatureOf(
    now,
    { marks: [], measures: {}, readerFirst: NOTHING_READ },
    '李医生',
    '2026-11-22T03:00:00Z',
  )
  expect(changedSince(signed, now, [])).toBe(false)
  expect(changedSince(signed, report([...withNormalSet(now.findings, 'skin', 'en', idOf)]), [])).toBe(false)
  expect(changedSince(signed, report(moved(now.findings, heart.id, -1)), [])).toBe(true)
  expect(changedSince(signed, { ...now, urgency: 'urgent' }, [])).toBe(true)
  expect(changedSince(signed, report(rewrittenLine(now.findings, heart.id, 'Heart fine.')), [])).toBe(true)
})

test('a second signature says which report it amends', () => {
  const rests = { marks: [], measures: {}, readerFirst: NOTHING_READ }
  const first = signatureOf(report([EFFUSION]), rests, '李医生', '2026-11-22T03:00:00Z')
  expect(first.amends).toBeUndefined()
  const second = signatureOf(report([]), rests, '王医生', '2026-11-22T04:00:00Z', first)
  expect(second).toMatchObject({ by: '王医生', amends: '2026-11-22T03:00:00Z' })
})
