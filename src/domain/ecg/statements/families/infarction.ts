import {
  above,
  all,
  any,
  atLeast,
  atMost,
  below,
  ifTold,
  inLeads,
  inNeighbours,
  is,
  limit,
  made,
  not,
  type Condition,
  type StatementRule,
} from '../rule.ts'
import { PACED } from '../rule-groups.ts'

const SECONDARY = [
  ...PACED,
  'left-bundle-branch-block',
  'ventricular-preexcitation',
  'ventricular-tachycardia',
  'wide-qrs-tachycardia',
  'idioventricular-rhythm',
]
const ST_UP = atLeast('*.stJMv', limit('st.*'))
const ST_DOWN = atMost('*.stJMv', -0.05)
const ADULT = not(ifTold(below('ageYears', 16)))
const CHEST_MOVED = 'chest-electrodes-misplaced'
const LIMBS_MOVED = 'limb-electrode-reversal'
const ACUTE = [{ code: 330 }]
const OLD_OR_UNKNOWN = [{ code: 333 }]
/** The J point lies high on a notch of R, and T is tall: early repolarisation looks so. */
const NOTCHED_J = inLeads(2, ['II', 'III', 'aVF', 'I', 'aVL', 'V4', 'V5', 'V6'], atLeast('*.jPeakMv', 0.1))
const ACUTE_CAVEATS = [
  { caveat: 'urgent-if-symptoms' },
  { caveat: 'early-repolarization-possible', when: NOTCHED_J },
  { caveat: 'st-with-hypertrophy', when: made('left-ventricular-hypertrophy') },
]
/** ST elevation is the hypertrophy's own in V1 to V3; with a pattern of pericarditis it has another name. */
const acute = (rule: string, code: number, when: Condition, surer: Condition): StatementRule => ({
  rule,
  code,
  category: 'M',
  weight: 'abnormal',
  source: 'ecg.stemi',
  when,
  certainty: 'possible',
  lowered: [
    { to: 'possible', when: made('left-ventricular-hypertrophy') },
    { to: 'possible', when: all(above('rateBpm', 130)) },
  ],
  raised: [{ to: 'probable', when: surer }],
  modifiers: ACUTE,
  caveats: ACUTE_CAVEATS,
  unless: ['brugada-type-1', 'pericarditis'],
  blockedBy: [...SECONDARY, rule === 'st-elevation-anterior' ? CHEST_MOVED : LIMBS_MOVED],
})

/** `ecg.q_waves`: Q at least 30 ms and 0.1 mV, or QS. */
const Q = any(all(atLeast('*.qMs', 30), atLeast('*.qMv', 0.1)), is('*.qs', true))
/** V2 and V3: any Q of 20 ms, or QS. */
const SEPTAL_Q = any(all(atLeast('*.qMs', 20), atLeast('*.qMv', 0.05)), is('*.qs', true))
const old = (
  rule: string,
  code: number,
  when: Condition,
  more: Partial<StatementRule> = {},
): StatementRule => ({
  rule,
  code,
  category: 'M',
  weight: 'abnormal',
  source: 'ecg.q_waves',
  when: all(ADULT, when),
  certainty: 'possible',
  modifiers: OLD_OR_UNKNOWN,
  caveats: [{ caveat: 'q-waves-other-causes' }],
  blockedBy: [...SECONDARY, 'dextrocardia'],
  // A single sign, often a normal variant: it asks for a look, no more.
  weightIfPossible: 'borderline',
  ...more,
})

/** Infarction (category M): acute by ST elevation, old or of unknown age by Q waves. */
export const INFARCTION_RULES: readonly StatementRule[] = [
  acute(
    'st-elevation-anterior',
    160,
    inNeighbours(2, ['V1', 'V2', 'V3', 'V4'], ST_UP),
    any(
      inLeads(2, ['II', 'III', 'aVF'], ST_DOWN),
      inNeighbours(2, ['V2', 'V3', 'V4'], atLeast('*.stJMv', 0.3)),
      inNeighbours(4, ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'], ST_UP),
    ),
  ),
  acute(
    'st-elevation-inferior',
    161,
    inNeighbours(2, ['II', 'aVF', 'III'], ST_UP),
    any(inLeads(1, ['aVL', 'I'], ST_DOWN), inLeads(2, ['II', 'aVF', 'III'], atLeast('*.stJMv', 0.2))),
  ),
  acute(
    'st-elevation-lateral',
    163,
    any(inNeighbours(2, ['aVL', 'I'], ST_UP), inNeighbours(2, ['V5', 'V6'], ST_UP)),
    any(inLeads(2, ['II', 'III', 'aVF'], ST_DOWN), inLeads(1, ['V1', 'V2'], atMost('*.stJMv', -0.1))),
  ),
  {
    rule: 'st-depression-posterior',
    code: 162,
    category: 'M',
    weight: 'abnormal',
    source: 'ecg.stemi',
    when: all(
      ADULT,
      inNeighbours(
        2,
        ['V1', 'V2', 'V3'],
        all(atMost('*.stJMv', -0.05), atMost('*.stJ80Mv', -0.05), above('*.tMv', 0.1)),
      ),
      below('qrsMs', 120),
    ),
    certainty: 'possible',
    raised: [
      {
        to: 'probable',
        when: all(
          made('st-elevation-inferior'),
          inNeighbours(2, ['V1', 'V2', 'V3'], atMost('*.stJMv', -0.1)),
        ),
      },
    ],
    modifiers: ACUTE,
    caveats: [{ caveat: 'record-v7-v9' }, { caveat: 'urgent-if-symptoms' }],
    blockedBy: [...SECONDARY, 'right-bundle-branch-block', 'right-ventricular-hypertrophy', CHEST_MOVED],
  },
  {
    rule: 'infarction-with-bundle-branch-block',
    code: 173,
    category: 'M',
    weight: 'abnormal',
    source: 'ecg.sgarbossa',
    when: all(
      any(
        made('left-bundle-branch-block'),
        made('ventricular-paced'),
        made('atrial-sensed-ventricular-paced'),
        made('dual-paced'),
      ),
      any(
        inLeads(
          1,
          ['I', 'II', 'III', 'aVL', 'aVF', 'V5', 'V6'],
          all(above('*.netMv', 0.1), atLeast('*.stJMv', 0.1)),
        ),
        inLeads(1, ['V1', 'V2', 'V3'], all(below('*.netMv', -0.1), atMost('*.stJMv', -0.1))),
        inLeads(
          1,
          ['II', 'III', 'aVF', 'V1', 'V2', 'V3', 'V4'],
          all(below('*.netMv', -0.1), atLeast('*.stJMv', 0.1), atLeast('*.stOverS', 0.25)),
        ),
      ),
    ),
    certainty: 'possible',
    raised: [
      {
        to: 'probable',
        when: any(
          inLeads(
            2,
            ['I', 'II', 'III', 'aVL', 'aVF', 'V5', 'V6'],
            all(above('*.netMv', 0.1), atLeast('*.stJMv', 0.1)),
          ),
          inLeads(2, ['V1', 'V2', 'V3'], all(below('*.netMv', -0.1), atMost('*.stJMv', -0.1))),
        ),
      },
    ],
    modifiers: ACUTE,
    caveats: [{ caveat: 'urgent-if-symptoms' }, { caveat: 'compare-with-earlier' }],
  },
  old(
    'inferior-infarction',
    161,
    all(inNeighbours(2, ['II', 'aVF', 'III'], Q), inLeads(1, ['II', 'aVF'], Q)),
    {
      raised: [
        {
          to: 'probable',
          when: inLeads(3, ['II', 'aVF', 'III'], all(Q, any(is('*.qs', true), atLeast('*.qShare', 0.25)))),
        },
      ],
      lowered: [{ to: 'possible', when: not(inLeads(1, ['II'], Q)) }],
      unless: ['st-elevation-inferior'],
      blockedBy: [...SECONDARY, LIMBS_MOVED],
    },
  ),
  old(
    'extensive-anterior-infarction',
    166,
    inNeighbours(5, ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'], any(SEPTAL_Q)),
    {
      certainty: 'probable',
      unless: ['st-elevation-anterior'],
      blockedBy: [...SECONDARY, CHEST_MOVED],
    },
  ),
  old('anterior-infarction', 160, all(inNeighbours(2, ['V3', 'V4', 'V5'], Q), inLeads(1, ['V4'], Q)), {
    raised: [{ to: 'probable', when: inLeads(3, ['V2', 'V3', 'V4', 'V5'], Q) }],
    unless: ['extensive-anterior-infarction', 'st-elevation-anterior'],
    blockedBy: [...SECONDARY, CHEST_MOVED],
  }),
  old('anteroseptal-infarction', 165, inLeads(2, ['V2', 'V3'], SEPTAL_Q), {
    raised: [{ to: 'probable', when: inNeighbours(3, ['V1', 'V2', 'V3', 'V4'], SEPTAL_Q) }],
    lowered: [
      { to: 'possible', when: made('left-ventricular-hypertrophy') },
      { to: 'possible', when: made('left-anterior-fascicular-block') },
    ],
    unless: ['extensive-anterior-infarction', 'anterior-infarction', 'st-elevation-anterior'],
    blockedBy: [...SECONDARY, CHEST_MOVED, 'dextrocardia'],
  }),
  old('lateral-infarction', 163, any(inNeighbours(2, ['aVL', 'I'], Q), inNeighbours(2, ['V5', 'V6'], Q)), {
    raised: [
      {
        to: 'probable',
        when: inLeads(3, ['I', 'aVL', 'V5', 'V6'], all(Q, any(is('*.qs', true), atLeast('*.qShare', 0.25)))),
      },
    ],
    unless: ['extensive-anterior-infarction', 'st-elevation-lateral'],
    blockedBy: [...SECONDARY, LIMBS_MOVED, 'dextrocardia'],
  }),
  old(
    'posterior-infarction',
    162,
    inLeads(2, ['V1', 'V2'], all(atLeast('*.rMs', 40), atLeast('*.rsRatio', 1), above('*.tMv', 0.05))),
    {
      unless: ['st-depression-posterior'],
      blockedBy: [...SECONDARY, 'right-bundle-branch-block', 'right-ventricular-hypertrophy', CHEST_MOVED],
    },
  ),
]
