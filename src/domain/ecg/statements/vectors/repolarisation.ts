import { type Vector, inLeads, vector } from './vector.ts'

const NARROW = { qrsMs: 90 } as const
const flat = { stJMv: 0, stJ80Mv: 0, stRiseMv: 0 }
const ALL = 'I II III aVR aVL aVF V1 V2 V3 V4 V5 V6'
const ADULT = { ageYears: 50, sex: 'male' } as const

export const REPOLARISATION_VECTORS: readonly Vector[] = [
  vector(
    'st-depression',
    'probable',
    {
      ...inLeads(`${ALL} -aVR`, flat),
      ...inLeads('V4 V5', { stJMv: -0.12, stJ80Mv: -0.15, stRiseMv: -0.03 }),
    },
    inLeads('V4 V5', flat),
  ),
  vector(
    'diffuse-st-depression-with-avr',
    'possible',
    { 'aVR.stJMv': 0.15, ...inLeads('I II III aVL aVF V2 V3 V4 V5 V6', { stJMv: -0.15 }) },
    { 'aVR.stJMv': 0 },
  ),
  vector(
    't-wave-inversion',
    'probable',
    {
      ...inLeads('aVL I II aVF V3 V4 V5 V6', { tMv: 0.3, rMv: 1, rsRatio: 3 }),
      'V5.tMv': -0.3,
      'V6.tMv': -0.25,
    },
    { 'V5.tMv': 0.2 },
  ),
  vector(
    't-wave-low',
    'possible',
    { ...inLeads('I II V4 V5 V6', { rMv: 1, tShare: 0.05, tMv: 0.05 }) },
    inLeads('I II V4 V5 V6', { tShare: 0.3 }),
    ['I.tShare', 'II.tShare', 'V4.tShare'],
  ),
  vector('prolonged-qt', 'definite', { ...ADULT, qtcForLimitMs: 520, qrsMs: 90 }, { qtcForLimitMs: 430 }),
  vector('short-qt', 'probable', { qtcForLimitMs: 310 }, { qtcForLimitMs: 400 }),
  vector(
    'hyperacute-t',
    'possible',
    {
      ...inLeads('V2 V3 V4 V5 II III aVF', { tMv: 0.4, tShare: 0.4 }),
      ...inLeads('V2 V3', { tMv: 1.3, tShare: 1.6 }),
    },
    { 'V2.tMv': 0.4 },
  ),
  vector(
    'early-repolarization',
    'probable',
    { ...NARROW, ...inLeads('II aVF', { jPeakMv: 0.15, rMv: 1.2, stRiseMv: 0.05, tMv: 0.4 }) },
    { qrsMs: 130 },
  ),
  vector(
    'pericarditis',
    'possible',
    {
      ...inLeads('I II aVF V2 V3 V4 V5 V6', { stJMv: 0.1 }),
      'aVR.stJMv': -0.1,
      ...inLeads('III aVL V1', { stJMv: 0.02 }),
      'II.prLevelMv': -0.06,
      'aVR.prLevelMv': 0.05,
    },
    { 'aVR.stJMv': 0.05 },
  ),

  vector(
    'st-elevation-anterior',
    'probable',
    { ...ADULT, ...inLeads('V1 V2 V3 V4', { stJMv: 0.35 }) },
    inLeads('V1 V2 V3 V4', { stJMv: 0.05 }),
    ['V1.stJMv', 'V2.stJMv', 'V3.stJMv', 'V4.stJMv'],
  ),
  vector(
    'st-elevation-anterior',
    'possible',
    { ...ADULT, 'V1.stJMv': 0, 'V2.stJMv': 0.2, 'V3.stJMv': 0.21, 'V4.stJMv': 0.05 },
    { 'V2.stJMv': 0.19, 'V3.stJMv': 0.19 },
  ),
  vector(
    'st-elevation-anterior',
    'possible',
    { ageYears: 30, sex: 'female', 'V1.stJMv': 0, 'V2.stJMv': 0.16, 'V3.stJMv': 0.15, 'V4.stJMv': 0 },
    { 'V2.stJMv': 0.14 },
  ),
  vector(
    'st-elevation-anterior',
    'possible',
    { ageYears: 30, sex: 'male', 'V1.stJMv': 0, 'V2.stJMv': 0.26, 'V3.stJMv': 0.25, 'V4.stJMv': 0 },
    { 'V2.stJMv': 0.22, 'V3.stJMv': 0.22 },
  ),
  vector(
    'st-elevation-inferior',
    'probable',
    { 'II.stJMv': 0.12, 'aVF.stJMv': 0.14, 'III.stJMv': 0.16, 'aVL.stJMv': -0.1 },
    inLeads('II aVF III', { stJMv: 0.02 }),
    ['II.stJMv', 'aVF.stJMv', 'III.stJMv'],
  ),
  vector(
    'st-elevation-lateral',
    'possible',
    { ...inLeads('aVL I', { stJMv: 0.02 }), ...inLeads('V5 V6', { stJMv: 0.12 }) },
    { 'V5.stJMv': 0.02 },
  ),
  vector(
    'st-depression-posterior',
    'possible',
    { ...NARROW, ...inLeads('V1 V2 V3', { stJMv: -0.1, stJ80Mv: -0.1, tMv: 0.3 }) },
    inLeads('V1 V2 V3', { stJMv: 0 }),
    ['V1.stJMv', 'V2.stJMv', 'V3.stJMv'],
  ),
  vector(
    'infarction-with-bundle-branch-block',
    'probable',
    {
      'pacing.ventricularShare': 100,
      'pacing.dualShare': 0,
      'pacing.atrialShare': 0,
      pShare: 0,
      ...inLeads('II III', { netMv: 0.8, stJMv: 0.2 }),
    },
    { 'pacing.ventricularShare': 0, qrsMs: 90 },
    ['pacing.ventricularShare'],
  ),
  vector(
    'wellens',
    'possible',
    { ...NARROW, ...inLeads('V2 V3', { tEndsDown: true, stJMv: 0.02, rMv: 0.4, qMs: 0, tMv: -0.2 }) },
    inLeads('V2 V3', { tEndsDown: false }),
    ['V2.tEndsDown', 'V2.tMv'],
  ),
  vector(
    'de-winter',
    'possible',
    inLeads('V2 V3 V4', { stJMv: -0.15, stRiseMv: 0.1, tMv: 0.8 }),
    inLeads('V1 V2 V3 V4 V5 V6', { stJMv: 0 }),
    ['V2.stJMv', 'V3.stJMv'],
  ),
  vector(
    'brugada-type-1',
    'possible',
    { 'V1.stJMv': 0.25, 'V1.stRiseMv': -0.15, 'V1.tLeastMv': -0.2, 'V1.tMv': -0.2, 'V2.stJMv': 0.05 },
    { 'V1.stJMv': 0.1 },
  ),
  vector(
    'hyperkalaemia',
    'possible',
    { qrsMs: 130, ...inLeads('II V2 V3 V4', { tMv: 1.1, tWidthMs: 60, tShare: 1.2 }) },
    inLeads('II III aVF V2 V3 V4 V5', { tMv: 0.3 }),
    ['II.tMv', 'V2.tMv'],
  ),
  vector(
    'st-t-hypokalaemia',
    'possible',
    { ...ADULT, qtcForLimitMs: 490, ...inLeads('I II V4 V5 V6', { rMv: 1, tShare: 0.05, stJ80Mv: -0.06 }) },
    { qtcForLimitMs: 420 },
  ),
  vector(
    'inferior-infarction',
    'probable',
    inLeads('II aVF III', { qMs: 40, qMv: 0.2, qs: false, qShare: 0.4 }),
    inLeads('II aVF III', { qMs: 10, qs: false }),
    ['II.qMs', 'aVF.qMs', 'III.qMs'],
  ),
  vector(
    'extensive-anterior-infarction',
    'probable',
    inLeads('V1 V2 V3 V4 V5 V6', { qMs: 40, qMv: 0.3, qs: false }),
    inLeads('V3 V4', { qMs: 0, qMv: 0, qs: false }),
    ['V3.qs', 'V3.qMs', 'V4.qs', 'V4.qMs'],
  ),
  vector(
    'anterior-infarction',
    'probable',
    {
      ...inLeads('V1 V5 V6', { qMs: 0, qMv: 0, qs: false }),
      ...inLeads('V2 V3 V4', { qMs: 40, qMv: 0.3, qs: false }),
    },
    { 'V4.qMs': 0 },
  ),
  vector(
    'anteroseptal-infarction',
    'probable',
    {
      ...inLeads('V4 V5 V6', { qMs: 0, qMv: 0, qs: false }),
      ...inLeads('V1 V2 V3', { qMs: 80, qMv: 1, qs: true }),
    },
    { 'V3.qs': false, 'V3.qMs': 0, 'V3.qMv': 0 },
    ['V3.qs', 'V3.qMs'],
  ),
  vector(
    'lateral-infarction',
    'possible',
    {
      ...inLeads('aVL I', { qMs: 40, qMv: 0.2, qs: false, qShare: 0.5 }),
      ...inLeads('V5 V6', { qMs: 0, qs: false }),
    },
    { 'I.qMs': 10 },
  ),
  vector('posterior-infarction', 'possible', inLeads('V1 V2', { rMs: 45, rsRatio: 1.4, tMv: 0.3 }), {
    'V1.rMs': 25,
  }),
  vector('conduction-by-model', 'possible', { 'findings.CD': true }, { 'findings.CD': false }, []),
  vector('st-t-change-by-model', 'possible', { 'findings.STTC': true }, { 'findings.STTC': false }, []),
  vector('infarction-by-model', 'possible', { 'findings.MI': true }, { 'findings.MI': false }, []),
]
