/** Superclasses of PTB-XL, and atrial fibrillation: what the pack was tried on. */
export const FINDING_LABELS = ['NORM', 'MI', 'STTC', 'CD', 'HYP', 'AFIB'] as const
export type FindingLabel = (typeof FINDING_LABELS)[number]
