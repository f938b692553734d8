import type { PaperSetting } from '#domain/ecg/report.ts'
import { durationMs, type StandardLead, type Tracing } from '#domain/ecg/tracing.ts'

/**
 * Which lead, which time, where on a printed sheet: millimetres of paper, from the top left corner of the grid.
 *
 * A4 landscape holds 250 mm of trace, which is ten seconds at 25 mm/s, whatever the speed; rows share 120 mm. Columns
 * show consecutive time, as on the desk and on a cart.
 */
export interface SheetPlace {
  readonly lead: number
  /** The standard name; where it has none, as the file spells it. */
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
  readonly xMm: number
  readonly baselineMm: number
  readonly startsRow: boolean
  /** The calibration pulse stands before it; of low rows before every third one, so that pulses do not overlap. */
  readonly pulse: boolean
}

export interface SheetLayout {
  readonly places: readonly SheetPlace[]
  readonly rowMm: number
  /** Leads that the layout has a place for and the recording has not. */
  readonly missing: readonly string[]
  readonly fromMs: number
  readonly toMs: number
}

export const GRID_WIDTH_MM = 280
export const GRID_HEIGHT_MM = 120
/** Behind the calibration pulse, on a 5 mm line. */
const TRACE_LEFT_MM = 15
const TRACE_WIDTH_MM = 250
/** A pulse of 1 mV at 10 mm/mV has room in a row of this height. */
const PULSE_ROW_MM = 15
/** Rows of a strip. */
const STRIP_ROWS = 4

const COLUMNS: Readonly<Record<'3x4+1' | '6x2' | '12x1', readonly (readonly StandardLead[])[]>> = {
  '3x4+1': [
    ['I', 'II', 'III'],
    ['aVR', 'aVL', 'aVF'],
    ['V1', 'V2', 'V3'],
    ['V4', 'V5', 'V6'],
  ],
  '6x2': [
    ['I', 'II', 'III', 'aVR', 'aVL', 'aVF'],
    ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
  ],
  '12x1': [['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6']],
}
const RHYTHM_CHOICE: readonly StandardLead[] = ['II', 'V1', 'V5', 'I']

/** How much time one row of trace holds at this speed. */
function rowMs({ speedMmPerS }: Pick<PaperSetting, 'speedMmPerS'>): number {
  return (TRACE_WIDTH_MM / speedMmPerS) * 1000
}

/** @param startMs where the sheet begins; moved back where the recording ends before the sheet does */
export function layOutSheet(tracing: Tracing, paper: PaperSetting, startMs = 0): SheetLayout {
  const strip = paper.layout === 'strip' || !tracing.leads.some(({ standard }) => standard)
  const spanMs = rowMs(paper) * (strip ? Math.floor(STRIP_ROWS / stripLeads(tracing).length) : 1)
  const fromMs = Math.max(0, Math.min(startMs, durationMs(tracing) - spanMs))
  return strip ? stripSheet(tracing, paper, fromMs) : columnSheet(tracing, paper, fromMs)
}

function columnSheet(tracing: Tracing, paper: PaperSetting, fromMs: number): SheetLayout {
  const layout = paper.layout as '3x4+1' | '6x2' | '12x1'
  const columns = COLUMNS[layout]
  const rhythm = layout === '3x4+1' ? rhythmLead(tracing) : null
  const rows = columns[0]!.length + (rhythm === null ? 0 : 1)
  const rowMm = GRID_HEIGHT_MM / rows
  const columnMs = rowMs(paper) / columns.length
  const totalMs = durationMs(tracing)
  const places: SheetPlace[] = []
  const missing: string[] = []
  const place = (lead: number, row: number, column: number, widthMs: number) => {
    // A recording that ends early shows its last stretch in every column: better twice than not at all.
    const wished = fromMs + column * columnMs
    const from = Math.min(wished, Math.max(0, totalMs - widthMs))
    places.push({
      lead,
      name: nameOf(tracing, lead),
      fromMs: from,
      toMs: Math.min(from + widthMs, totalMs),
      xMm: TRACE_LEFT_MM + (column * columnMs * paper.speedMmPerS) / 1000,
      baselineMm: baselineOf(row, rowMm),
      startsRow: column === 0,
      pulse: column === 0 && (rowMm >= PULSE_ROW_MM || row % 3 === 1),
    })
  }
  columns.forEach((leads, column) =>
    leads.forEach((standard, row) => {
      const lead = tracing.leads.findIndex((each) => each.standard === standard)
      if (lead < 0) missing.push(standard)
      else place(lead, row, column, columnMs)
    }),
  )
  if (rhythm !== null) place(rhythm, rows - 1, 0, rowMs(paper))
  return { places, rowMm, missing, fromMs, toMs: Math.min(fromMs + rowMs(paper), totalMs) }
}

/** Rows of consecutive time; up to three leads one under the other, of more the rhythm lead alone. */
function stripSheet(tracing: Tracing, paper: PaperSetting, fromMs: number): SheetLayout {
  const leads = stripLeads(tracing)
  const rowMm = GRID_HEIGHT_MM / STRIP_ROWS
  const totalMs = durationMs(tracing)
  const places: SheetPlace[] = []
  const turns = Math.floor(STRIP_ROWS / leads.length)
  for (let turn = 0; turn < turns; turn++) {
    const from = fromMs + turn * rowMs(paper)
    if (turn > 0 && from >= totalMs) break
    leads.forEach((lead, i) =>
      places.push({
        lead,
        name: nameOf(tracing, lead),
        fromMs: from,
        toMs: Math.min(from + rowMs(paper), totalMs),
        xMm: TRACE_LEFT_MM,
        baselineMm: baselineOf(turn * leads.length + i, rowMm),
        startsRow: true,
        pulse: true,
      }),
    )
  }
  return { places, rowMm, missing: [], fromMs, toMs: Math.min(fromMs + turns * rowMs(paper), totalMs) }
}

function nameOf({ leads }: Tracing, lead: number): string {
  return leads[lead]!.standard ?? leads[lead]!.name
}

function stripLeads({ leads }: Tracing): readonly number[] {
  if (leads.length <= 3) return leads.map((_, l) => l)
  return [rhythmLead({ leads }) ?? 0]
}

function rhythmLead({ leads }: Pick<Tracing, 'leads'>): number | null {
  for (const standard of RHYTHM_CHOICE) {
    const lead = leads.findIndex((each) => each.standard === standard)
    if (lead >= 0) return lead
  }
  return null
}

/** A little below the middle: R waves are taller than S waves are deep. On a 5 mm line where rows are that high. */
function baselineOf(row: number, rowMm: number): number {
  const inRow = rowMm >= PULSE_ROW_MM ? Math.ceil((rowMm * 0.55) / 5) * 5 : rowMm * 0.6
  return row * rowMm + inRow
}
