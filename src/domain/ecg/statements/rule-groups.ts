/** Names that many rules speak of together: leads, and rules that take the ground from others. */
export const LIMB_LEADS: readonly string[] = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF']
export const CHEST_LEADS: readonly string[] = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6']

/** A pacemaker leads the ventricles. */
export const PACED: readonly string[] = ['ventricular-paced', 'dual-paced', 'atrial-sensed-ventricular-paced']

/** Infarction, old by its Q waves or acute by ST elevation. */
export const INFARCTIONS: readonly string[] = [
  'anterior-infarction',
  'anteroseptal-infarction',
  'extensive-anterior-infarction',
  'inferior-infarction',
  'lateral-infarction',
  'posterior-infarction',
  'st-elevation-anterior',
  'st-elevation-inferior',
  'st-elevation-lateral',
]
