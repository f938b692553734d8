import type { Rhythm } from '#domain/ecg/simulator/rhythms.ts'

/** Practice recordings, made by our own simulator on the spot; nobody's heart. */
export const SAMPLES = {
  sinus: { rhythm: 'sinus', seed: 11 },
  fibrillation: { rhythm: 'atrial-fibrillation', seed: 7 },
  extrasystoles: { rhythm: 'ventricular-premature-beats', seed: 5 },
} as const satisfies Record<string, { rhythm: Rhythm; seed: number }>

export type SampleName = keyof typeof SAMPLES

const NAMES = new Set(Object.values(SAMPLES).map(({ rhythm, seed }) => `${rhythm}-${seed}.hea`))

/** Whether these are the files of a practice recording, also after it was kept and opened again. */
export function isPracticeRecording(files: readonly { readonly name: string }[]): boolean {
  return files.some(({ name }) => NAMES.has(name))
}
