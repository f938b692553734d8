/** Words of a prescription that are one tap away (our own choice); each has its word under `visit_<list>_<code>`. */
export const AMOUNT_UNITS = ['mg', 'g', 'ug', 'ml', 'tablet', 'capsule', 'sachet', 'drop', 'puff', 'iu']
export const ROUTES = [
  'oral',
  'sublingual',
  'inhaled',
  'intramuscular',
  'intravenous',
  'subcutaneous',
  'skin',
  'eye',
  'ear',
  'nose',
  'rectal',
]
export const FREQUENCIES = [
  'once-daily',
  'twice-daily',
  'three-daily',
  'four-daily',
  'every-8h',
  'at-night',
  'when-needed',
]
export const DAYS = ['3', '5', '7', '14', '28']
