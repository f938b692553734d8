/**
 * ICD-10 prefixes whose presence on the problem list answers a question of a calculator with yes. Our own reading of
 * ICD-10 (WHO), kept narrow: a person confirms every filled answer, and a code that is absent answers nothing.
 * Questions that need a judgement (active cancer, recent surgery) are never answered from the list.
 */
export const HEART_FAILURE = ['I50', 'I11.0', 'I13.0', 'I13.2']
export const HYPERTENSION = ['I10', 'I11', 'I12', 'I13', 'I15']
export const DIABETES = ['E10', 'E11', 'E12', 'E13', 'E14']
/** Cerebral infarction, stroke not specified, transient ischaemia (G45.4, global amnesia, is none), arterial embolism, sequelae. */
export const STROKE_TIA_EMBOLISM = [
  ...['G45.0', 'G45.1', 'G45.2', 'G45.3', 'G45.8', 'G45.9'],
  ...['I63', 'I64', 'I69.3', 'I69.4', 'I74'],
]
/** Bleeding strokes as well. */
export const ANY_STROKE = ['I60', 'I61', 'I62', 'I63', 'I64', 'I69']
/** Infarction, aortic plaque, arteries of the legs. */
export const VASCULAR_DISEASE = ['I21', 'I22', 'I25.2', 'I70.0', 'I70.2', 'I73.9']
/** Deep veins and lungs; superficial phlebitis (I80.0) is none. */
export const DVT_OR_PE = ['I26', 'I80.1', 'I80.2', 'I82']
export const DVT = ['I80.1', 'I80.2']
export const VARICOSE_VEINS = ['I83']
export const INFLAMMATORY_BOWEL_DISEASE = ['K50', 'K51']
export const CHRONIC_HEPATITIS_C = ['B18.2']
export const HIV = ['B20', 'B21', 'B22', 'B23', 'B24', 'Z21']
