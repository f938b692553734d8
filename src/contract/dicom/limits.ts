/** What one DICOM file may ask for. Each is checked before anything is allocated for it. */

/** Heads of elements walked over, kept or not: a multi-frame object of 2,000 frames has some 100,000. */
export const ELEMENTS_MAX = 500_000
/** Elements kept, at about 150 bytes each. */
export const KEPT_ELEMENTS_MAX = 250_000
/** Sequences within sequences; a structured report of a cardiac examination nests ten deep. */
export const DEPTH_MAX = 40
/** Items of one sequence: one for each frame of an enhanced object, one for each file of a DICOMDIR. */
export const ITEMS_MAX = 20_000
/** Pieces of compressed pixels; some writers cut every frame into pieces of 32 kB. */
export const FRAGMENTS_MAX = 100_000
/** Frames of one object: an angiographic run has some hundred, a slide tens of thousands (not shown here). */
export const FRAMES_MAX = 20_000
/** What a deflated data set may become; the largest deflated pictures of the field are some 30 MB. */
export const INFLATED_BYTES_MAX = 96 * 1024 * 1024
/** Text of one element; no text that is read here is longer. */
export const TEXT_BYTES_MAX = 64 * 1024
/** Numbers of one element outside pixels and tables. */
export const NUMBERS_MAX = 4096
