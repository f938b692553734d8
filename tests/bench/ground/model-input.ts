import { preprocessEcg } from '#inference/preprocess/ecg-1lead.ts'
import type { Tensors } from '#inference/runtime.ts'
import { SAMPLE_RATE_HZ, twelveLeads } from './recordings.ts'

/** What the network of the rhythm pack is given for lead II of a 30 s recording: one window. */
export function modelInput(): Tensors {
  const lead = twelveLeads(30).leads.find(({ standard }) => standard === 'II')!
  const prepared = preprocessEcg(lead.samplesMv, SAMPLE_RATE_HZ)
  if (prepared.refusal !== null)
    throw new Error(`the recording of the bench was refused: ${prepared.refusal}`)
  return prepared.windows[0]!.inputs
}
