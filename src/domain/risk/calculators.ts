import type { Calculator } from './calculator.ts'
import { abcd2 } from './calculators/abcd2.ts'
import { apgar } from './calculators/apgar.ts'
import { auditC } from './calculators/audit-c.ts'
import { bmi } from './calculators/bmi.ts'
import { bsa } from './calculators/bsa.ts'
import { caprini } from './calculators/caprini.ts'
import { cdrs } from './calculators/cdrs.ts'
import { centor } from './calculators/centor.ts'
import { cha2ds2vasc } from './calculators/cha2ds2vasc.ts'
import { chinaPar } from './calculators/china-par.ts'
import { copdGold } from './calculators/copd-gold.ts'
import { crb65 } from './calculators/crb65.ts'
import { curb65 } from './calculators/curb65.ts'
import { edd } from './calculators/edd.ts'
import { egfr } from './calculators/egfr.ts'
import { fib4 } from './calculators/fib4.ts'
import { findrisc } from './calculators/findrisc.ts'
import { flacc } from './calculators/flacc.ts'
import { fluid421 } from './calculators/fluid421.ts'
import { frail } from './calculators/frail.ts'
import { framingham } from './calculators/framingham.ts'
import { gad7 } from './calculators/gad7.ts'
import { gcs } from './calculators/gcs.ts'
import { hasbled } from './calculators/hasbled.ts'
import { heart } from './calculators/heart.ts'
import { htnFollowup } from './calculators/htn-followup.ts'
import { imci } from './calculators/imci.ts'
import { ldl } from './calculators/ldl.ts'
import { news2 } from './calculators/news2.ts'
import { padua } from './calculators/padua.ts'
import { painNrs } from './calculators/pain-nrs.ts'
import { pews } from './calculators/pews.ts'
import { phq9 } from './calculators/phq9.ts'
import { qsofa } from './calculators/qsofa.ts'
import { schwartz } from './calculators/schwartz.ts'
import { timi } from './calculators/timi.ts'
import { wellsDvt } from './calculators/wells-dvt.ts'
import { wellsPe } from './calculators/wells-pe.ts'

/** Every calculator of the house, in the order of a menu: what a visit needs most often first. */
export const calculators: readonly Calculator[] = [
  ...[news2, bmi, egfr, schwartz, fib4, ldl],
  ...[qsofa, gcs, curb65, crb65, centor, painNrs, flacc],
  ...[htnFollowup, chinaPar, framingham, cdrs, findrisc, copdGold],
  ...[heart, timi, cha2ds2vasc, hasbled, abcd2, wellsDvt, wellsPe, padua, caprini],
  ...[edd, apgar, pews, imci, fluid421, bsa],
  ...[phq9, gad7, auditC, frail],
]
