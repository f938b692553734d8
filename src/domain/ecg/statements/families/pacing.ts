import { above, all, any, atLeast, atMost, below, is, type StatementRule } from '../rule.ts'

/** Pacemakers (category N). Stimuli are seen from 500 samples a second on. */
export const PACING_RULES: readonly StatementRule[] = [
  {
    rule: 'atrial-paced',
    code: 180,
    category: 'N',
    weight: 'abnormal',
    source: 'ecg.pacing',
    when: all(atLeast('pacing.atrialOnlyShare', 20), atMost('pacing.ventricularShare', 20)),
    certainty: 'probable',
    unless: ['dual-paced'],
  },
  {
    rule: 'dual-paced',
    code: 184,
    category: 'N',
    weight: 'abnormal',
    source: 'ecg.pacing',
    when: atLeast('pacing.dualShare', 20),
    certainty: 'probable',
  },
  {
    rule: 'atrial-sensed-ventricular-paced',
    code: 183,
    category: 'N',
    weight: 'abnormal',
    source: 'ecg.pacing',
    when: all(atLeast('pacing.ventricularShare', 20), below('pacing.atrialShare', 20), atLeast('pShare', 80)),
    certainty: 'possible',
    raised: [
      { to: 'probable', when: all(atLeast('pShare', 90), is('atrialSteady', true), above('rateBpm', 55)) },
    ],
    unless: ['dual-paced'],
  },
  {
    rule: 'ventricular-paced',
    code: 181,
    category: 'N',
    weight: 'abnormal',
    source: 'ecg.pacing',
    when: atLeast('pacing.ventricularShare', 20),
    certainty: 'definite',
    unless: ['dual-paced', 'atrial-sensed-ventricular-paced'],
  },
  {
    rule: 'failure-to-capture-ventricular',
    code: 186,
    category: 'N',
    weight: 'abnormal',
    source: 'ecg.pacing',
    when: all(
      any(atLeast('pacing.ventricularShare', 1), atLeast('pacing.spikes', 3)),
      atLeast('pacing.unanswered', 2),
    ),
    certainty: 'possible',
    caveats: [{ caveat: 'stimulus-may-be-glitch' }],
  },
]
