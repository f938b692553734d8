import type { SubjectId } from '#domain/record/fact.ts'

/**
 * Where an ECG on the desk stands with its person.
 * nobodys-heart: a practice recording of our own, in a real clinic: it goes on no chart.
 * to-choose, chosen: nothing is on a chart yet; what is chosen is written when the reading is kept.
 * on-no-chart, on-chart: the reading is finished; a change is an act of its own.
 */
export type Whose = 'nobodys-heart' | 'to-choose' | 'chosen' | 'on-no-chart' | 'on-chart'

export interface WhoseGround {
  readonly practiceRecording: boolean
  /** Everybody in the practice clinic is made up, too. */
  readonly practiceClinic: boolean
  /** What the store says of a finished reading; undefined for a draft and for what is not kept. */
  readonly finishedFor: SubjectId | null | undefined
  readonly chosen: SubjectId | null
}

export function whoseOf({ practiceRecording, practiceClinic, finishedFor, chosen }: WhoseGround): Whose {
  if (finishedFor) return 'on-chart'
  if (practiceRecording && !practiceClinic) return 'nobodys-heart'
  if (finishedFor === null) return 'on-no-chart'
  return chosen === null ? 'to-choose' : 'chosen'
}
