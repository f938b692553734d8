/** What one file may ask for. Each is checked before anything is allocated for it. */

/**
 * Samples of all leads together: 256 MB as 32-bit floats, a third of what a tablet with 3 GB gives one page.
 * Holds 24 hours of three leads at 200 Hz (52 million).
 */
export const SAMPLES_MAX = 64 * 1024 * 1024
/** The widest recorders (body surface maps, EEG with ECG) have fewer than 256 signals. */
export const SIGNALS_MAX = 512
/** Pacemaker-spike recorders sample at 32 kHz; nothing of the heart is faster. */
export const SAMPLE_RATE_HZ_MAX = 100_000
/** A header of 512 signals with comments is about 60 kB. */
export const WFDB_HEADER_BYTES_MAX = 1024 * 1024
/** An hour of 12 leads at 500 Hz, written with six characters a cell, is about 150 MB; text beyond is slow. */
export const CSV_BYTES_MAX = 192 * 1024 * 1024
/** Ten minutes of 12 leads at 500 Hz, seven characters a sample, are 25 MB; parsed, JSON takes several times its size. */
export const JSON_BYTES_MAX = 64 * 1024 * 1024
