import { above, all, any, atLeast, below, ifTold, is, not, type StatementRule } from '../rule.ts'

/** Poor data, electrodes, leads (category B). They come first: they decide what else may be said. */
export const TECHNICAL_RULES: readonly StatementRule[] = [
  {
    rule: 'poor-quality',
    code: 15,
    category: 'B',
    weight: 'borderline',
    source: 'ecg.quality',
    when: any(is('beatsFound', false), below('readableShare', 50), ifTold(is('quality.acceptable', false))),
    certainty: 'possible',
    raised: [
      { to: 'definite', when: is('beatsFound', false) },
      // Beats so fast hardly stand out of their own slopes: a tachycardia is not silenced for that.
      { to: 'definite', when: all(below('readableShare', 50), not(ifTold(atLeast('rateBpm', 150)))) },
      { to: 'probable', when: below('readableShare', 50) },
      { to: 'definite', when: all(is('quality.acceptable', false), is('rhythm.label', '~')) },
      { to: 'probable', when: all(is('quality.acceptable', false), below('readableShare', 100)) },
    ],
    caveats: [
      { caveat: 'no-beats-look-at-patient', when: is('beatsFound', false) },
      { caveat: 'record-again' },
    ],
  },
  {
    rule: 'artifact',
    code: 14,
    category: 'B',
    weight: 'note',
    source: 'ecg.quality',
    when: above('noisyShare', 50),
    certainty: 'definite',
    unless: ['poor-quality'],
  },
  {
    rule: 'limb-electrode-reversal',
    code: 10,
    category: 'B',
    weight: 'borderline',
    source: 'ecg.lead_reversal',
    when: any(
      is('electrodes.arms-reversed', 'likely'),
      is('electrodes.right-arm-leg-reversed', 'likely'),
      is('electrodes.right-leg-involved', 'likely'),
      is('electrodes.arms-reversed', 'possible'),
      is('electrodes.right-arm-leg-reversed', 'possible'),
      is('electrodes.right-leg-involved', 'possible'),
      is('electrodes.left-arm-leg-reversed', 'possible'),
    ),
    certainty: 'possible',
    raised: [
      {
        to: 'probable',
        when: any(
          is('electrodes.arms-reversed', 'likely'),
          is('electrodes.right-arm-leg-reversed', 'likely'),
          is('electrodes.right-leg-involved', 'likely'),
        ),
      },
    ],
    weightIfPossible: 'note',
    // A ventricular rhythm turns the limb leads as an interchange does.
    unless: ['ventricular-tachycardia', 'wide-qrs-tachycardia'],
    leads: 'limbReversal',
    caveats: [{ caveat: 'record-again-electrodes' }],
  },
  {
    rule: 'chest-electrodes-misplaced',
    code: 11,
    category: 'B',
    weight: 'borderline',
    source: 'ecg.lead_reversal',
    when: any(
      is('electrodes.v1-v2-reversed', 'likely'),
      is('electrodes.chest-order-odd', 'likely'),
      is('electrodes.v1-v2-reversed', 'possible'),
      is('electrodes.chest-order-odd', 'possible'),
    ),
    certainty: 'possible',
    raised: [
      {
        to: 'probable',
        when: any(is('electrodes.v1-v2-reversed', 'likely'), is('electrodes.chest-order-odd', 'likely')),
      },
    ],
    leads: 'chestReversal',
    caveats: [{ caveat: 'record-again-electrodes' }],
  },
  {
    rule: 'missing-leads',
    code: 12,
    category: 'B',
    weight: 'borderline',
    source: 'ecg.quality',
    when: atLeast('missingLeads', 1),
    certainty: 'definite',
    leads: 'missing',
  },
]
