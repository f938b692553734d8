import { type Vector, vector } from './vector.ts'

const NO_REVERSAL = Object.fromEntries(
  [
    'arms-reversed',
    'right-arm-leg-reversed',
    'right-leg-involved',
    'left-arm-leg-reversed',
    'v1-v2-reversed',
    'chest-order-odd',
  ].map((code) => [`electrodes.${code}`, 'none']),
)
const SINUS = { pShare: 100, pDirection: 'sinus' } as const
const NO_P = { pShare: 0 } as const
const REGULAR = { rrIrregular: false, rrSteady: true } as const
const NARROW = { qrsMs: 90 } as const
const QUIET = { 'v.count': 0, 's.count': 0, 'av.dropped': 0 } as const
const NOT_PACED = { pacingSeen: false } as const

export const RHYTHM_VECTORS: readonly Vector[] = [
  vector(
    'poor-quality',
    'definite',
    { beatsFound: false, readableShare: 100 },
    { beatsFound: true, readableShare: 100 },
    ['beatsFound', 'readableShare'],
  ),
  vector(
    'poor-quality',
    'definite',
    { beatsFound: true, readableShare: 40, rateBpm: 90 },
    { beatsFound: true, readableShare: 60, rateBpm: 90 },
    [],
  ),
  vector(
    'poor-quality',
    'probable',
    { beatsFound: true, readableShare: 40, rateBpm: 180 },
    { beatsFound: true, readableShare: 60, rateBpm: 180 },
    [],
  ),
  vector(
    'artifact',
    'definite',
    { beatsFound: true, readableShare: 100, noisyShare: 75 },
    { noisyShare: 20 },
  ),
  vector(
    'limb-electrode-reversal',
    'probable',
    { ...NO_REVERSAL, 'electrodes.arms-reversed': 'likely' },
    { 'electrodes.arms-reversed': 'none' },
  ),
  vector(
    'chest-electrodes-misplaced',
    'possible',
    { ...NO_REVERSAL, 'electrodes.v1-v2-reversed': 'possible' },
    { 'electrodes.v1-v2-reversed': 'none' },
  ),
  vector('missing-leads', 'definite', { missingLeads: 4 }, { missingLeads: 0 }),

  vector(
    'atrial-paced',
    'probable',
    { 'pacing.atrialOnlyShare': 90, 'pacing.ventricularShare': 0, 'pacing.dualShare': 0 },
    { 'pacing.atrialOnlyShare': 0 },
  ),
  vector('dual-paced', 'probable', { 'pacing.dualShare': 100 }, { 'pacing.dualShare': 0 }),
  vector(
    'atrial-sensed-ventricular-paced',
    'probable',
    {
      'pacing.ventricularShare': 100,
      'pacing.atrialShare': 0,
      'pacing.dualShare': 0,
      pShare: 100,
      atrialSteady: true,
      rateBpm: 70,
    },
    { pShare: 10 },
  ),
  vector(
    'ventricular-paced',
    'definite',
    { 'pacing.ventricularShare': 100 },
    { 'pacing.ventricularShare': 0 },
  ),
  vector(
    'failure-to-capture-ventricular',
    'possible',
    { 'pacing.spikes': 12, 'pacing.ventricularShare': 70, 'pacing.unanswered': 3 },
    { 'pacing.unanswered': 0 },
  ),

  vector('sinus-rhythm', 'definite', { ...SINUS, rateBpm: 72 }, { pDirection: 'ectopic' }),
  vector(
    'sinus-tachycardia',
    'definite',
    { ...SINUS, rateBpm: 120, rateAboveSinus: false },
    { rateBpm: 100 },
  ),
  vector('sinus-bradycardia', 'definite', { ...SINUS, rateBpm: 48 }, { rateBpm: 60 }),
  vector(
    'sinus-arrhythmia',
    'probable',
    { ...SINUS, ...QUIET, rrSpreadMs: 180, rrMaxMs: 1100 },
    { rrSpreadMs: 80 },
  ),
  vector('sinus-pause', 'probable', { ...SINUS, ...QUIET, rrMaxMs: 3200, rateBpm: 55 }, { rrMaxMs: 1500 }),
  vector('ventricular-pause', 'definite', { rrMaxMs: 3400, ...NO_P }, { rrMaxMs: 1800 }),
  vector(
    'ectopic-atrial-rhythm',
    'probable',
    { pShare: 100, pDirection: 'ectopic', ...REGULAR, rateBpm: 70, 'II.pMv': -0.1, prMs: 140 },
    { pDirection: 'sinus' },
  ),
  vector(
    'atrial-fibrillation',
    'definite',
    { rrIrregular: true, pShare: 0, 'rhythm.label': 'A', rrSteady: false, rateBpm: 90 },
    { rrIrregular: false, 'rhythm.label': 'N' },
    ['rrIrregular', 'rhythm.label'],
  ),
  vector(
    'atrial-fibrillation',
    'probable',
    { rrIrregular: true, pShare: 5, rrSteady: false },
    { pShare: 95 },
  ),
  vector(
    'atrial-fibrillation',
    'possible',
    { rrIrregular: true, pShare: 5, rrSteady: false, 'rhythm.label': 'N' },
    { rrIrregular: false },
  ),
  vector(
    'atrial-flutter',
    'probable',
    { rrIrregular: true, pShare: 0, flutterRateBpm: 292, flutterLeads: 3, rateBpm: 95, ...NARROW },
    { rrIrregular: false },
  ),
  vector(
    'supraventricular-tachycardia',
    'probable',
    { ...REGULAR, ...NO_P, ...NARROW, rateBpm: 188, rateAboveSinus: true },
    { rateBpm: 90 },
  ),
  vector(
    'narrow-qrs-tachycardia',
    'definite',
    { ...REGULAR, ...NO_P, ...NARROW, rateBpm: 118, rateAboveSinus: false },
    { rateBpm: 90 },
  ),
  vector(
    'junctional-rhythm',
    'probable',
    { ...REGULAR, ...NO_P, ...NARROW, rateBpm: 45, 'av.dropped': 0, 'waves.pShare': 0 },
    { rateBpm: 75 },
  ),
  vector(
    'accelerated-junctional-rhythm',
    'possible',
    { ...REGULAR, ...NO_P, ...NARROW, rateBpm: 75, 'waves.pShare': 0 },
    { rateBpm: 45 },
  ),
  vector(
    'uncertain-supraventricular-rhythm',
    'probable',
    { ...REGULAR, ...NO_P, ...NARROW, rateBpm: 75 },
    { pShare: 100 },
  ),
  vector('bradycardia-nonsinus', 'definite', { ...NO_P, rateBpm: 42 }, { rateBpm: 60 }),
  vector(
    'ventricular-tachycardia',
    'probable',
    { ...NO_P, ...NOT_PACED, rateBpm: 170, qrsMs: 150, 'av.dissociated': false, 'v.packShare': 95 },
    { qrsMs: 90 },
  ),
  vector(
    'wide-qrs-tachycardia',
    'definite',
    { ...NO_P, ...NOT_PACED, rateBpm: 170, qrsMs: 150, 'av.dissociated': false },
    { qrsMs: 90 },
  ),
  vector(
    'accelerated-idioventricular-rhythm',
    'possible',
    { ...NO_P, ...NOT_PACED, ...REGULAR, rateBpm: 80, qrsMs: 150, 'v.packShare': 95 },
    { qrsMs: 90 },
  ),
  vector(
    'idioventricular-rhythm',
    'possible',
    { ...NO_P, ...NOT_PACED, ...REGULAR, rateBpm: 36, qrsMs: 160 },
    { qrsMs: 90 },
  ),

  vector(
    'atrial-premature-complexes',
    'definite',
    { ...REGULAR, 's.count': 2, 's.byBoth': 1, 's.denied': 0 },
    { 's.count': 0 },
  ),
  vector(
    'ventricular-premature-complexes',
    'definite',
    { ...REGULAR, 'v.count': 2, 'v.byBoth': 2, 'v.denied': 0 },
    { 'v.count': 0 },
  ),
  vector(
    'ventricular-premature-complexes',
    'possible',
    { ...REGULAR, 'v.count': 2, 'v.byBoth': 0, 'v.denied': 2 },
    { 'v.count': 0 },
  ),
  vector(
    'ventricular-tachycardia-unsustained',
    'probable',
    { 'v.run': 4, 'v.runRateBpm': 150, 'v.byBoth': 4, rrIrregular: false },
    { 'v.runRateBpm': 80 },
  ),
  vector('ventricular-escape-complexes', 'possible', { ...REGULAR, 'escape.wide': 1 }, { 'escape.wide': 0 }),
  vector(
    'junctional-escape-complexes',
    'possible',
    { ...REGULAR, 'escape.narrow': 1, pShare: 80 },
    { 'escape.narrow': 0 },
  ),
  vector('fusion-complexes', 'possible', { ...NOT_PACED, 'f.count': 1 }, { 'f.count': 0 }, ['pacingSeen']),
]
