/** How far a lead can be trusted, as a quality mark beside its name. */
export type LeadQuality = 'good' | 'poor' | 'unusable' | 'unknown'
