import { type Vector, inLeads, vector } from './vector.ts'

const SINUS = { pShare: 100, pDirection: 'sinus' } as const
const REGULAR = { rrIrregular: false, rrSteady: true } as const
const ATRIA = {
  'av.dissociated': false,
  'av.wenckebach': 0,
  'av.mobitz': 0,
  'av.droppedInRow': 0,
  'av.twoToOne': false,
  atrialSteady: true,
} as const
const ADULT = { ageYears: 50, sex: 'male' } as const

export const CONDUCTION_VECTORS: readonly Vector[] = [
  vector('short-pr', 'probable', { ...SINUS, prMs: 104 }, { prMs: 140 }),
  vector('prolonged-pr', 'definite', { ...SINUS, prMs: 240 }, { prMs: 200 }),
  vector(
    'second-degree-av-block-type-1',
    'probable',
    { ...ATRIA, 'av.wenckebach': 2 },
    { 'av.wenckebach': 0 },
  ),
  vector('second-degree-av-block-type-2', 'probable', { ...ATRIA, 'av.mobitz': 2 }, { 'av.mobitz': 0 }),
  vector('two-to-one-av-block', 'probable', { ...ATRIA, 'av.twoToOne': true }, { 'av.twoToOne': false }),
  vector(
    'high-grade-av-block',
    'possible',
    { ...ATRIA, 'av.droppedInRow': 2, 'av.dropped': 2 },
    { 'av.droppedInRow': 1 },
  ),
  vector(
    'complete-av-block',
    'probable',
    { 'av.dissociated': true, rateBpm: 38, ...REGULAR },
    { 'av.dissociated': false },
  ),
  vector(
    'av-dissociation',
    'possible',
    { 'av.dissociated': true, rateBpm: 75, ...REGULAR, qrsMs: 90 },
    { 'av.dissociated': false },
  ),

  vector(
    'right-bundle-branch-block',
    'definite',
    {
      qrsMs: 130,
      ...inLeads('V1 V2', { rMv: 0.2, r2Mv: 0.6 }),
      ...inLeads('I V6', { sMv: 0.3, sMs: 50, sWider: true }),
    },
    { qrsMs: 100 },
  ),
  vector(
    'incomplete-right-bundle-branch-block',
    'probable',
    {
      qrsMs: 112,
      ...inLeads('V1 V2', { rMv: 0.2, r2Mv: 0.4 }),
      ...inLeads('I V6', { sMv: 0.3, sMs: 45, sWider: true }),
    },
    { qrsMs: 100 },
  ),
  vector(
    'left-bundle-branch-block',
    'definite',
    {
      qrsMs: 150,
      ...inLeads('I aVL V5 V6', { qMv: 0, netMv: 1, rPeakTimeMs: 75, rMs: 130, notched: true }),
      'V1.netMv': -1.2,
    },
    { 'V6.qMv': 0.2 },
  ),
  vector(
    'left-anterior-fascicular-block',
    'definite',
    {
      qrsAxisDeg: -60,
      qrsMs: 100,
      'aVL.qrPattern': true,
      'aVL.rPeakTimeMs': 50,
      ...inLeads('II III aVF', { rsPattern: true }),
    },
    { qrsAxisDeg: -40 },
  ),
  vector(
    'left-posterior-fascicular-block',
    'possible',
    {
      qrsAxisDeg: 120,
      qrsMs: 100,
      ageYears: 60,
      ...inLeads('I aVL', { rsPattern: true }),
      ...inLeads('III aVF', { qrPattern: true }),
    },
    { qrsAxisDeg: 60 },
  ),
  vector(
    'ventricular-preexcitation',
    'probable',
    { prMs: 100, qrsMs: 130, ...inLeads('I II V4', { deltaMs: 36 }) },
    { prMs: 150 },
  ),
  vector('intraventricular-conduction-delay', 'definite', { qrsMs: 128 }, { qrsMs: 104 }),

  vector('left-axis-deviation', 'definite', { qrsAxisDeg: -38 }, { qrsAxisDeg: -20 }),
  vector('right-axis-deviation', 'definite', { qrsAxisDeg: 105, ageYears: 40 }, { qrsAxisDeg: 80 }),
  vector('right-superior-axis', 'definite', { qrsAxisDeg: -130 }, { qrsAxisDeg: 30 }),
  vector('low-voltage-limb', 'definite', inLeads('I II III aVR aVL aVF', { qrsPeakToPeakMv: 0.45 }), {
    'II.qrsPeakToPeakMv': 0.6,
  }),
  vector('low-voltage-chest', 'definite', inLeads('V1 V2 V3 V4 V5 V6', { qrsPeakToPeakMv: 0.9 }), {
    'V3.qrsPeakToPeakMv': 1.2,
  }),
  vector('poor-r-progression', 'probable', { 'V3.rMv': 0.25, rGrowsToV3: true }, { 'V3.rMv': 0.6 }),
  vector(
    'dextrocardia',
    'possible',
    { 'I.pMv': -0.1, 'I.netMv': -0.6, 'V6.netMv': -0.2, 'V6.rMv': 0.2, 'aVR.netMv': 0.5 },
    { 'I.netMv': 0.6 },
  ),

  vector(
    'left-atrial-enlargement',
    'probable',
    { 'II.pMs': 126, 'V1.pTerminalMvMs': 5 },
    { 'II.pMs': 100, 'V1.pTerminalMvMs': 0 },
  ),
  vector(
    'right-atrial-enlargement',
    'probable',
    inLeads('II III aVF V1 V2', { pMv: 0.3 }),
    inLeads('II III aVF V1 V2', { pMv: 0.1 }),
  ),
  vector(
    'left-ventricular-hypertrophy',
    'probable',
    {
      ...ADULT,
      sokolowLyonMv: 3.8,
      cornellMv: 2.9,
      cornellProductMmMs: 2300,
      'aVL.rMv': 0.5,
      qrsAxisDeg: 10,
    },
    { sokolowLyonMv: 2.5, cornellMv: 1.8 },
  ),
  vector(
    'right-ventricular-hypertrophy',
    'probable',
    {
      ...ADULT,
      'V1.rMv': 0.8,
      'V1.rsRatio': 2.6,
      rV1SV5Mv: 1.2,
      qrsAxisDeg: 120,
      ...inLeads('V1 V2 V3', { tMv: -0.2 }),
    },
    { 'V1.rMv': 0.2, rV1SV5Mv: 0.5, qrsAxisDeg: 60, 'V6.rsRatio': 5, 'V6.sMv': 0.1, 'V1.qrPattern': false },
    ['V1.rMv', 'rV1SV5Mv', 'qrsAxisDeg'],
  ),
  vector(
    'upright-t-v1-in-child',
    'possible',
    { ageDays: 400, ageYears: 1.1, 'V1.tMv': 0.2, 'V1.rsRatio': 1.5 },
    { 'V1.tMv': -0.2 },
  ),
  vector(
    'st-t-change-of-hypertrophy',
    'probable',
    {
      ...ADULT,
      sokolowLyonMv: 4.2,
      cornellMv: 3.1,
      qrsAxisDeg: 10,
      ...inLeads('V5 V6', { rMv: 2.2, stJMv: -0.1, tMv: -0.3 }),
    },
    inLeads('I aVL V5 V6', { rMv: 2.2, stJMv: 0, tMv: 0.3 }),
    ['V5.tMv', 'V6.tMv'],
  ),
]
