import type { Kind } from './kinds/kind.ts'
import { access } from './kinds/access.ts'
import { allergy } from './kinds/allergy.ts'
import { bloodGroup } from './kinds/blood-group.ts'
import { clinicSetting } from './kinds/clinic-setting.ts'
import { consent } from './kinds/consent.ts'
import { contact } from './kinds/contact.ts'
import { criticalValue } from './kinds/critical-value.ts'
import { dose } from './kinds/dose.ts'
import { ecgReading } from './kinds/ecg-reading.ts'
import { encounter } from './kinds/encounter.ts'
import { identifier } from './kinds/identifier.ts'
import { identity } from './kinds/identity.ts'
import { imageReading } from './kinds/image-reading.ts'
import { imageStudy } from './kinds/image-study.ts'
import { immunisation } from './kinds/immunisation.ts'
import { link } from './kinds/link.ts'
import { medication } from './kinds/medication.ts'
import { note } from './kinds/note.ts'
import { pregnancy } from './kinds/pregnancy.ts'
import { problem } from './kinds/problem.ts'
import { procedure } from './kinds/procedure.ts'
import { result } from './kinds/result.ts'
import { score } from './kinds/score.ts'
import { screening } from './kinds/screening.ts'
import { staff } from './kinds/staff.ts'
import { stock } from './kinds/stock.ts'
import { tag } from './kinds/tag.ts'
import { task } from './kinds/task.ts'
import { vitals } from './kinds/vitals.ts'

/** Every kind of fact that this version understands. Others are stored, forwarded and shown as "needs a newer app". */
const LIST: readonly Kind[] = [
  access,
  allergy,
  bloodGroup,
  clinicSetting,
  consent,
  contact,
  criticalValue,
  dose,
  ecgReading,
  encounter,
  identifier,
  identity,
  imageReading,
  imageStudy,
  immunisation,
  link,
  medication,
  note,
  pregnancy,
  problem,
  procedure,
  result,
  score,
  screening,
  staff,
  stock,
  tag,
  task,
  vitals,
] as unknown as readonly Kind[]

export const KINDS: ReadonlyMap<string, Kind> = new Map(LIST.map((each) => [each.kind, each]))
