import { durationMs, type Lead, type StandardLead, type Tracing } from '#domain/ecg/tracing.ts'

/**
 * Which lead, which time, where on the paper: everything in millimetres of real paper.
 *
 * The formats are those of a cart: columns show consecutive time (the second column goes on where the first
 * ended), the rhythm strip runs under them over the whole sheet, a recording longer than a sheet goes on
 * on the next sheet below; so that no column stays empty, the last sheet of columns ends with the recording
 * and may repeat time of the one before. Baselines and row starts lie on the 5 mm lines.
 */
export type PaperFormat = '3x4+1' | '6x2' | '12x1' | 'strip'

export interface PaperOptions {
  readonly format: PaperFormat
  readonly speedMmPerS: number
  readonly gainMmPerMv: number
  /** Names of leads whose trace is not wanted, as the file spells them. */
  readonly hiddenLeads?: readonly string[]
  /** Length of a wrapped row of a strip. */
  readonly stripRowMs?: number
  /** The lead of the rhythm row, as the file spells it; without it the first of II, V1, V5, I. */
  readonly rhythmLead?: string
}

/** One lead's stretch of time on the paper. */
export interface PaperPlace {
  readonly name: string
  /** Index into `tracing.leads`; null: the recording has no such lead. */
  readonly lead: number | null
  readonly hidden: boolean
  readonly fromMs: number
  /** End of what is drawn: the end of the place or of the recording, whichever comes first. */
  readonly toMs: number
  readonly xMm: number
  readonly widthMm: number
  readonly topMm: number
  readonly heightMm: number
  readonly baselineMm: number
  readonly row: number
  /** A strip over the whole sheet, where long intervals are measured. */
  readonly rhythm: boolean
  /** The first strip of its stretch of time: beats are marked here, once. */
  readonly marksBeats: boolean
  readonly startsRow: boolean
  readonly printsTime: boolean
}

interface PaperSheet {
  readonly topMm: number
  readonly heightMm: number
  readonly fromMs: number
}

export interface PaperLayout {
  readonly format: PaperFormat
  readonly speedMmPerS: number
  readonly gainMmPerMv: number
  readonly widthMm: number
  readonly heightMm: number
  readonly sheets: readonly PaperSheet[]
  readonly places: readonly PaperPlace[]
  /** False where the recording is too short for columns of consecutive time, so that columns overlap. */
  readonly continuous: boolean
}

/** A sheet of a cart holds ten seconds. */
const SHEET_MS = 10_000
/** Calibration pulse: 1 mV for 0.2 s. */
export const PULSE_MS = 200
export const PULSE_MV = 1

const TOP_MM = 5
const FOOTER_MM = 10
const RIGHT_MM = 5

const COLUMNS: Record<Exclude<PaperFormat, 'strip'>, readonly (readonly StandardLead[])[]> = {
  '3x4+1': [
    ['I', 'aVR', 'V1', 'V4'],
    ['II', 'aVL', 'V2', 'V5'],
    ['III', 'aVF', 'V3', 'V6'],
  ],
  '6x2': [
    ['I', 'V1'],
    ['II', 'V2'],
    ['III', 'V3'],
    ['aVR', 'V4'],
    ['aVL', 'V5'],
    ['aVF', 'V6'],
  ],
  '12x1': [['I'], ['II'], ['III'], ['aVR'], ['aVL'], ['aVF'], ['V1'], ['V2'], ['V3'], ['V4'], ['V5'], ['V6']],
}

/** Row height at 10 mm/mV; other gains stretch it, in steps of the 5 mm line. */
const ROW_MM: Record<PaperFormat, number> = { '3x4+1': 35, '6x2': 25, '12x1': 20, strip: 30 }
const RHYTHM_CHOICE: readonly StandardLead[] = ['II', 'V1', 'V5', 'I']

/** What a row holds: one lead a column. */
interface Slot {
  readonly name: string
  readonly lead: number | null
}

/**
 * Lays a tracing on paper.
 * @returns places in millimetres from the top left corner of the first sheet
 */
export function layOut(tracing: Tracing, options: PaperOptions): PaperLayout {
  const { format, speedMmPerS, gainMmPerMv } = options
  const totalMs = durationMs(tracing)
  const sheetMs = format === 'strip' ? (options.stripRowMs ?? SHEET_MS) : SHEET_MS
  const sheetCount = Math.max(1, Math.ceil((totalMs - 1) / sheetMs))
  const rows = rowsOf(tracing.leads, options)
  const rowMm = rowHeightMm(format, gainMmPerMv)
  const bodyMm = rows.length * rowMm
  const footerMm = format === 'strip' ? 0 : FOOTER_MM
  const sheetMm = bodyMm + footerMm + (format === 'strip' ? 0 : TOP_MM)
  const leftMm = rowStartMm(speedMmPerS)
  const hidden = new Set(options.hiddenLeads ?? [])
  const beatsRow = rows.findIndex(([slot, second]) => second === undefined && !hidden.has(slot!.name))
  const inColumns = rows.some((row) => row.length > 1)
  const continuous = !inColumns || totalMs >= SHEET_MS - 500 || sheetCount > 1

  const places: PaperPlace[] = []
  const sheets: PaperSheet[] = []
  for (let sheet = 0; sheet < sheetCount; sheet++) {
    const topMm = (format === 'strip' ? TOP_MM : 0) + sheet * sheetMm
    const sheetFromMs = inColumns
      ? Math.min(sheet * sheetMs, Math.max(0, totalMs - sheetMs))
      : sheet * sheetMs
    sheets.push({ topMm, heightMm: sheetMm, fromMs: sheetFromMs })
    rows.forEach((slots, r) => {
      const columnMs = sheetMs / slots.length
      const rowTopMm = topMm + (format === 'strip' ? 0 : TOP_MM) + r * rowMm
      slots.forEach((slot, column) => {
        const wishedMs = sheetFromMs + column * columnMs
        const fromMs = continuous ? wishedMs : Math.min(wishedMs, Math.max(0, totalMs - columnMs))
        places.push({
          ...slot,
          hidden: hidden.has(slot.name),
          fromMs,
          toMs: Math.max(fromMs, Math.min(fromMs + columnMs, totalMs)),
          xMm: leftMm + (column * columnMs * speedMmPerS) / 1000,
          widthMm: (columnMs * speedMmPerS) / 1000,
          topMm: rowTopMm,
          heightMm: rowMm,
          baselineMm: rowTopMm + baselineInRowMm(rowMm),
          row: sheet * rows.length + r,
          rhythm: slots.length === 1,
          marksBeats: r === beatsRow,
          startsRow: column === 0,
          printsTime: column === 0 && sheetCount > 1 && r === 0,
        })
      })
    })
  }
  const heightMm = format === 'strip' ? TOP_MM + sheetCount * sheetMm + FOOTER_MM : sheetCount * sheetMm
  const widthMm = leftMm + (sheetMs * speedMmPerS) / 1000 + RIGHT_MM
  return { format, speedMmPerS, gainMmPerMv, widthMm, heightMm, sheets, places, continuous }
}

/** Where a row's trace starts: after the calibration pulse, on a 5 mm line. */
function rowStartMm(speedMmPerS: number): number {
  return Math.ceil((3 + (PULSE_MS / 1000) * speedMmPerS) / 5) * 5
}

/** The formats that suit a recording, the first one best. */
export function formatsFor(tracing: Tracing): readonly PaperFormat[] {
  const standard = new Set(tracing.leads.flatMap((lead) => lead.standard ?? []))
  return standard.size >= 6 ? ['3x4+1', '6x2', '12x1', 'strip'] : ['strip']
}

/** The longest row of a strip that fits a stage, in half seconds, between 1 and 30 seconds. */
export function stripRowMsFor(stageMm: number, speedMmPerS: number): number {
  const halfSeconds = Math.floor(((stageMm - rowStartMm(speedMmPerS) - RIGHT_MM) / speedMmPerS) * 2)
  return Math.min(60, Math.max(2, halfSeconds)) * 500
}

/** The place under a point of the paper, or null beside all places. */
export function placeAt(layout: PaperLayout, xMm: number, yMm: number): PaperPlace | null {
  return (
    layout.places.find(
      (p) =>
        xMm >= p.xMm && xMm < p.xMm + p.widthMm && yMm >= p.topMm && yMm < p.topMm + p.heightMm && isDrawn(p),
    ) ?? null
  )
}

/** Whether a place holds a trace. */
export function isDrawn(place: PaperPlace): boolean {
  return place.lead !== null && !place.hidden && place.toMs > place.fromMs
}

export function xMmOf(layout: PaperLayout, place: PaperPlace, atMs: number): number {
  return place.xMm + ((atMs - place.fromMs) * layout.speedMmPerS) / 1000
}

export function yMmOf(layout: PaperLayout, place: PaperPlace, mv: number): number {
  return place.baselineMm - mv * layout.gainMmPerMv
}

export function msAt(layout: PaperLayout, place: PaperPlace, xMm: number): number {
  return place.fromMs + ((xMm - place.xMm) * 1000) / layout.speedMmPerS
}

export function mvAt(layout: PaperLayout, place: PaperPlace, yMm: number): number {
  return (place.baselineMm - yMm) / layout.gainMmPerMv
}

function rowHeightMm(format: PaperFormat, gainMmPerMv: number): number {
  const stretch = gainMmPerMv > 10 ? 1.6 : gainMmPerMv < 10 ? 0.8 : 1
  return Math.round((ROW_MM[format] * stretch) / 5) * 5
}

function baselineInRowMm(rowMm: number): number {
  return Math.ceil((rowMm * 0.55) / 5) * 5
}

function rowsOf(leads: readonly Lead[], options: PaperOptions): readonly (readonly Slot[])[] {
  if (options.format === 'strip') return stripRows(leads, options)
  const placed = new Set<number>()
  const slotOf = (standard: StandardLead): Slot => {
    const lead = leads.findIndex((l) => l.standard === standard)
    if (lead < 0) return { name: standard, lead: null }
    placed.add(lead)
    return { name: leads[lead]!.name, lead }
  }
  const rows = COLUMNS[options.format].map((row) => row.map(slotOf))
  if (options.format === '3x4+1') {
    rows.push([rhythmSlot(leads, options.rhythmLead) ?? slotOf('II')])
  }
  leads.forEach((lead, index) => {
    if (!placed.has(index)) rows.push([{ name: lead.name, lead: index }])
  })
  return rows
}

/** The lead a rhythm is read from: the one that was asked for, else the first usual one there is. */
function rhythmSlot(leads: readonly Lead[], asked: string | undefined): Slot | null {
  const named = leads.findIndex(({ name }) => name === asked)
  const usual = RHYTHM_CHOICE.map((standard) => leads.findIndex((lead) => lead.standard === standard))
  const lead = [named, ...usual].find((index) => index >= 0)
  return lead === undefined ? null : { name: leads[lead]!.name, lead }
}

/** A strip has a row a lead, or only the lead that was asked for; a hidden lead takes no room, unless nothing would be left. */
function stripRows(
  leads: readonly Lead[],
  { hiddenLeads = [], rhythmLead }: PaperOptions,
): readonly (readonly Slot[])[] {
  const only = rhythmLead === undefined ? null : rhythmSlot(leads, rhythmLead)
  if (only !== null) return [[only]]
  const all = leads.map((lead, index) => [{ name: lead.name, lead: index }])
  const shown = all.filter(([slot]) => !hiddenLeads.includes(slot!.name))
  return shown.length > 0 ? shown : all.slice(0, 1)
}
