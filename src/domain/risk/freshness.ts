/**
 * How old a value on the chart may be before a calculator no longer takes it by itself. Our own choice (no source
 * gives one list), each with its reason; a person may still type the older value.
 */
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Pulse, pressure, breathing, saturation, temperature, consciousness: NEWS2 repeats a quiet patient after 12 h; two rounds. */
export const VITALS_MS = DAY_MS
/** One round of vital signs, so that a morning pulse is never added to an evening pressure. */
export const ONE_ROUND_MS = HOUR_MS
/** One blood sample; a laboratory reports its parts over the day. */
export const ONE_SAMPLE_MS = DAY_MS
/** Weight in outpatient care: a month for a grown person, two weeks for a child (an infant gains a kilogram a month). */
export const WEIGHT_MS = 30 * DAY_MS
export const WEIGHT_UNDER_18_MS = 14 * DAY_MS
/**
 * Height: two years for a grown person (at 18 some still grow, the old lose about a centimetre in some years); 90 days
 * for a child (about 1.5 cm of growth, 1.5 per cent of a Schwartz estimate).
 */
export const HEIGHT_MS = 730 * DAY_MS
export const HEIGHT_UNDER_18_MS = 90 * DAY_MS
/** Waist, and body mass index in a risk score of years. */
export const BODY_MS = 365 * DAY_MS
/** Creatinine: chronic kidney disease is defined by three months; what is older says nothing of today. */
export const CREATININE_MS = 90 * DAY_MS
/** Urea in an acute pneumonia: this illness, not the last one. */
export const UREA_MS = 2 * DAY_MS
/** Transaminases and platelets for a fibrosis index of years. */
export const LIVER_MS = 180 * DAY_MS
/** Lipids and albuminuria: tested once a year. */
export const YEARLY_MS = 365 * DAY_MS
/** A last menstrual period that can still belong to this pregnancy: 45 weeks. */
export const PREGNANCY_MS = 315 * DAY_MS
/** Two tablets whose clocks differ: a value up to this far in the future is taken as now. */
export const CLOCK_SKEW_MS = 10 * 60_000
