import { simulateEcg, type EcgSimulation } from '../simulator/simulate-ecg.ts'
import type { StandardLead, Tracing } from '../tracing.ts'

/** One stop of the tour: a tracing with known truth, what one would sign of it, and what one could let pass. */
export interface Stop {
  readonly name: string
  readonly ecg: Partial<EcgSimulation>
  readonly ageYears?: number
  readonly sex?: 'female' | 'male'
  /** After the simulation: electrodes that were interchanged. */
  readonly change?: (tracing: Tracing) => Tracing
  /** Statements that must stand. */
  readonly says: readonly string[]
  /** Statements that a careful reader would let stand as well. */
  readonly mayAlso?: readonly string[]
  readonly conclusion: 'normal' | 'otherwise-normal' | 'abnormal' | 'uninterpretable'
}

export function tracingOf({ ecg, ageYears, change }: Stop): Tracing {
  const { tracing } = simulateEcg({
    seed: 3,
    rhythm: 'sinus',
    sampleRateHz: 500,
    durationMs: 10_000,
    noise: 0.05,
    ageYears: ageYears ?? 50,
    ...ecg,
  })
  return change ? change(tracing) : tracing
}

/** The arms interchanged: I upside down, II and III, aVR and aVL in each other's place (`ecg.lead_reversal`). */
function armsInterchanged(tracing: Tracing): Tracing {
  const of = (name: StandardLead) => tracing.leads.find(({ standard }) => standard === name)!.samplesMv
  const instead: Partial<Record<StandardLead, Float32Array>> = {
    I: of('I').map((v) => -v),
    II: of('III'),
    III: of('II'),
    aVR: of('aVL'),
    aVL: of('aVR'),
  }
  const leads = tracing.leads.map((lead) => ({
    ...lead,
    samplesMv: instead[lead.standard!] ?? lead.samplesMv,
  }))
  return { ...tracing, leads }
}

/** All electrodes loose: nothing but noise. */
function noiseAlone(tracing: Tracing): Tracing {
  const leads = tracing.leads.map((lead, l) => ({
    ...lead,
    samplesMv: lead.samplesMv.map(
      (_, i) => 1.5 * Math.sin(i * i * 0.37 + l * 7.1) * Math.sin(0.013 * i * (l + 3)),
    ),
  }))
  return { ...tracing, leads }
}

export const TOUR: readonly Stop[] = [
  { name: 'a healthy adult', ecg: {}, says: ['sinus-rhythm'], conclusion: 'normal' },
  {
    name: 'sinus bradycardia',
    ecg: { rhythm: 'sinus-bradycardia' },
    says: ['sinus-bradycardia'],
    conclusion: 'otherwise-normal',
  },
  {
    name: 'sinus tachycardia',
    ecg: { rhythm: 'sinus-tachycardia' },
    says: ['sinus-tachycardia'],
    conclusion: 'otherwise-normal',
  },
  {
    name: 'sinus arrhythmia',
    ecg: { rhythm: 'sinus-arrhythmia', seed: 5 },
    ageYears: 22,
    says: ['sinus-rhythm', 'sinus-arrhythmia'],
    conclusion: 'normal',
  },
  {
    name: 'atrial fibrillation',
    ecg: { rhythm: 'atrial-fibrillation' },
    says: ['atrial-fibrillation'],
    conclusion: 'abnormal',
  },
  {
    name: 'atrial flutter, 2:1',
    ecg: { rhythm: 'atrial-flutter' },
    says: ['atrial-flutter'],
    conclusion: 'abnormal',
  },
  {
    name: 'supraventricular tachycardia',
    ecg: { rhythm: 'supraventricular-tachycardia' },
    says: ['supraventricular-tachycardia'],
    conclusion: 'abnormal',
  },
  {
    name: 'ventricular tachycardia',
    ecg: { rhythm: 'ventricular-tachycardia' },
    says: ['wide-qrs-tachycardia'],
    conclusion: 'abnormal',
  },
  {
    name: 'junctional rhythm',
    ecg: { rhythm: 'junctional-rhythm' },
    says: ['junctional-rhythm'],
    conclusion: 'abnormal',
  },
  {
    name: 'single ventricular premature beats',
    ecg: { rhythm: 'ventricular-premature-beats' },
    says: ['sinus-rhythm', 'ventricular-premature-complexes'],
    conclusion: 'abnormal',
  },
  {
    name: 'ventricular bigeminy',
    ecg: { rhythm: 'ventricular-bigeminy' },
    says: ['sinus-rhythm', 'ventricular-premature-complexes'],
    conclusion: 'abnormal',
  },
  {
    name: 'atrial premature beats',
    ecg: { rhythm: 'atrial-premature-beats' },
    says: ['sinus-rhythm', 'atrial-premature-complexes'],
    conclusion: 'otherwise-normal',
  },
  {
    name: 'first-degree AV block',
    ecg: { rhythm: 'first-degree-block' },
    says: ['sinus-rhythm', 'prolonged-pr'],
    conclusion: 'abnormal',
  },
  {
    name: 'second-degree AV block, Wenckebach',
    ecg: { rhythm: 'second-degree-block-mobitz-1' },
    says: ['second-degree-av-block-type-1'],
    mayAlso: ['sinus-bradycardia', 'sinus-rhythm'],
    conclusion: 'abnormal',
  },
  {
    name: 'second-degree AV block, type II',
    ecg: { rhythm: 'second-degree-block-mobitz-2' },
    says: ['second-degree-av-block-type-2'],
    mayAlso: ['sinus-bradycardia', 'sinus-rhythm'],
    conclusion: 'abnormal',
  },
  {
    name: '2:1 AV block',
    ecg: { rhythm: 'two-to-one-block' },
    says: ['two-to-one-av-block'],
    mayAlso: ['sinus-rhythm'],
    conclusion: 'abnormal',
  },
  {
    name: 'third-degree AV block',
    ecg: { rhythm: 'third-degree-block' },
    says: ['complete-av-block'],
    mayAlso: ['idioventricular-rhythm'],
    conclusion: 'abnormal',
  },
  {
    name: 'right bundle-branch block',
    ecg: { pattern: 'right-bundle-branch-block' },
    says: ['sinus-rhythm', 'right-bundle-branch-block'],
    mayAlso: ['right-axis-deviation'],
    conclusion: 'abnormal',
  },
  {
    name: 'left bundle-branch block',
    ecg: { pattern: 'left-bundle-branch-block' },
    says: ['sinus-rhythm', 'left-bundle-branch-block'],
    conclusion: 'abnormal',
  },
  {
    name: 'left anterior fascicular block',
    ecg: { pattern: 'left-anterior-fascicular-block' },
    says: ['sinus-rhythm', 'left-anterior-fascicular-block'],
    conclusion: 'abnormal',
  },
  {
    name: 'pre-excitation',
    ecg: { pattern: 'preexcitation' },
    ageYears: 24,
    says: ['sinus-rhythm', 'ventricular-preexcitation'],
    conclusion: 'abnormal',
  },
  {
    name: 'anterior ST elevation',
    ecg: { pattern: 'anterior-st-elevation' },
    says: ['sinus-rhythm', 'st-elevation-anterior'],
    mayAlso: ['st-depression'],
    conclusion: 'abnormal',
  },
  {
    name: 'inferior ST elevation with reciprocal change',
    ecg: { pattern: 'inferior-st-elevation' },
    says: ['sinus-rhythm', 'st-elevation-inferior'],
    mayAlso: ['st-depression', 'st-depression-posterior'],
    conclusion: 'abnormal',
  },
  {
    name: 'old inferior infarction',
    ecg: { pattern: 'old-inferior-infarction' },
    says: ['sinus-rhythm', 'inferior-infarction'],
    conclusion: 'abnormal',
  },
  {
    name: 'left ventricular hypertrophy with strain',
    ecg: { pattern: 'left-ventricular-hypertrophy-with-strain' },
    says: ['sinus-rhythm', 'left-ventricular-hypertrophy', 'st-t-change-of-hypertrophy'],
    conclusion: 'abnormal',
  },
  {
    name: 'high potassium',
    ecg: { pattern: 'hyperkalaemia' },
    says: ['hyperkalaemia'],
    mayAlso: ['sinus-rhythm', 'uncertain-supraventricular-rhythm', 'intraventricular-conduction-delay'],
    conclusion: 'abnormal',
  },
  {
    name: 'long QT',
    ecg: { pattern: 'long-qt' },
    says: ['sinus-rhythm', 'prolonged-qt'],
    conclusion: 'abnormal',
  },
  {
    name: 'low voltage',
    ecg: { pattern: 'low-voltage' },
    says: ['low-voltage-limb', 'low-voltage-chest'],
    mayAlso: ['sinus-rhythm', 'poor-r-progression'],
    conclusion: 'otherwise-normal',
  },
  {
    name: 'poor R-wave progression',
    ecg: { pattern: 'poor-r-progression' },
    says: ['sinus-rhythm', 'poor-r-progression'],
    mayAlso: ['anteroseptal-infarction'],
    conclusion: 'otherwise-normal',
  },
  {
    name: 'dextrocardia',
    ecg: { pattern: 'dextrocardia' },
    says: ['dextrocardia'],
    mayAlso: ['sinus-rhythm', 'ectopic-atrial-rhythm'],
    conclusion: 'abnormal',
  },
  {
    name: 'arm electrodes interchanged',
    ecg: {},
    change: armsInterchanged,
    says: ['limb-electrode-reversal', 'sinus-rhythm'],
    conclusion: 'otherwise-normal',
  },
  {
    name: 'a ventricular pacemaker',
    ecg: { rhythm: 'paced-ventricular' },
    says: ['ventricular-paced'],
    conclusion: 'abnormal',
  },
  {
    name: 'a pacemaker that follows the atria',
    ecg: { rhythm: 'paced' },
    says: ['atrial-sensed-ventricular-paced'],
    mayAlso: ['sinus-rhythm'],
    conclusion: 'abnormal',
  },
  {
    name: 'a dual-chamber pacemaker',
    ecg: { rhythm: 'paced-dual' },
    says: ['dual-paced'],
    conclusion: 'abnormal',
  },
  {
    name: 'a healthy child of six',
    ecg: { rateBpm: 92 },
    ageYears: 6,
    says: ['sinus-rhythm'],
    mayAlso: ['sinus-arrhythmia'],
    conclusion: 'normal',
  },
  {
    name: 'noise alone',
    ecg: {},
    change: noiseAlone,
    says: ['poor-quality'],
    conclusion: 'uninterpretable',
  },
]
