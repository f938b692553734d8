import type { Frame, ModalityTransform, PixelArray, Rendering, Voi } from './image.ts'

export type GreyRendering = Extract<Rendering, { kind: 'grey' }>
export type WindowVoi = Extract<Voi, { kind: 'window' }>

/** Stored value to modality value: Hounsfield units, optical density, or what the file means (PS3.3 C.11.1). */
export function modalityValue(modality: ModalityTransform, stored: number): number {
  if (modality.kind === 'linear') return stored * modality.slope + modality.intercept
  const { values, firstMapped } = modality
  const index = Math.min(values.length - 1, Math.max(0, Math.round(stored) - firstMapped))
  return values[index] ?? Number.NaN
}

/** False for what would make an image all white or all black by mistake: no width, no entries, no number. */
export function isUsableVoi(voi: Voi): boolean {
  if (voi.kind === 'table') return voi.values.length > 1 && Number.isFinite(voi.firstMapped)
  if (!Number.isFinite(voi.centre) || !Number.isFinite(voi.width)) return false
  // C.11.2.1.2: the width of LINEAR is at least 1, of the others above 0.
  return voi.shape === 'LINEAR' ? voi.width >= 1 : voi.width > 0
}

/**
 * The function from modality value to brightness 0 … 1, before inversion. Source: PS3.3 C.11.2.1.2 (LINEAR),
 * C.11.2.1.3.1 (SIGMOID), C.11.2.1.3.2 (LINEAR_EXACT), C.11.2.1.1 (VOI LUT).
 */
export function voiBrightness(voi: Voi): (value: number) => number {
  if (voi.kind === 'table') return tableBrightness(voi)
  const { centre, width } = voi
  if (voi.shape === 'SIGMOID') return (value) => 1 / (1 + Math.exp((-4 * (value - centre)) / width))
  const { middle, span } = windowLine(voi)
  // A window one wide is a step, not a division by nothing.
  if (span <= 0) return (value) => (value <= middle ? 0 : 1)
  return (value) => clamp01((value - middle) / span + 0.5)
}

/** Where a straight window is half bright, and over how many values it rises from black to white. */
export function windowLine(voi: WindowVoi): { readonly middle: number; readonly span: number } {
  if (voi.shape === 'LINEAR') return { middle: voi.centre - 0.5, span: voi.width - 1 }
  return { middle: voi.centre, span: voi.width }
}

function tableBrightness(voi: Extract<Voi, { kind: 'table' }>): (value: number) => number {
  const { values, firstMapped } = voi
  const last = values.length - 1
  const highest = highestEntry(values, voi.bitsPerEntry)
  return (value) => {
    const index = Math.round(value) - firstMapped
    return clamp01((values[index < 0 ? 0 : index > last ? last : index] ?? 0) / highest)
  }
}

/**
 * The entry that means white. Descriptors lie: entries above the bits they declare would be white throughout, and
 * 8-bit entries under a declared 16 black throughout.
 */
function highestEntry(values: Uint16Array, bitsPerEntry: number): number {
  let most = 0
  for (const value of values) if (value > most) most = value
  const declared = bitsPerEntry >= 1 && bitsPerEntry <= 16 ? 2 ** bitsPerEntry - 1 : 65535
  if (most <= declared && !(declared === 65535 && most <= 255)) return declared
  return 2 ** Math.max(8, Math.ceil(Math.log2(most + 1))) - 1
}

/** The file's own first choice where it can be used, else one from the values of the frame. */
export function startingVoi(frame: Frame, rendering: GreyRendering): Voi {
  return rendering.voi.find(isUsableVoi) ?? autoWindow(frame, rendering)
}

/** So many values are looked at: enough for the half per cent on either side to be steady. */
const SAMPLE_MOST = 20_000
const TAIL_SHARE = 0.005

/**
 * A window over the values that a frame holds, half a per cent left out on either side, padding not counted.
 * Eight-bit pictures without a unit were made for a screen and are shown as they are.
 */
export function autoWindow(frame: Frame, rendering: GreyRendering): WindowVoi {
  const { modality } = rendering
  const isForScreens =
    modality.kind === 'linear' &&
    modality.slope === 1 &&
    modality.intercept === 0 &&
    frame.pixels instanceof Uint8Array
  if (isForScreens) return { kind: 'window', centre: 128, width: 256, shape: 'LINEAR', explanation: '' }
  const values = sampleOf(frame.pixels, frame.columns, rendering).sort()
  const low = values[Math.floor((values.length - 1) * TAIL_SHARE)] ?? 0
  const high = values[Math.ceil((values.length - 1) * (1 - TAIL_SHARE))] ?? 1
  const width = high > low ? high - low : 1
  return { kind: 'window', centre: (low + high) / 2, width, shape: 'LINEAR_EXACT', explanation: '' }
}

function sampleOf(pixels: PixelArray, columns: number, rendering: GreyRendering): Float64Array {
  let step = Math.max(1, Math.ceil(pixels.length / SAMPLE_MOST))
  // A step that divides the width would look at the same few columns again and again.
  while (step > 1 && columns % step === 0) step++
  const values = new Float64Array(Math.ceil(pixels.length / step))
  let count = 0
  for (let i = 0; i < pixels.length; i += step) {
    const stored = pixels[i]!
    if (isPadding(rendering.padding, stored)) continue
    const value = modalityValue(rendering.modality, stored)
    if (Number.isFinite(value)) values[count++] = value
  }
  return values.subarray(0, count)
}

export function isPadding(padding: GreyRendering['padding'], stored: number): boolean {
  return padding !== null && stored >= padding.from && stored <= padding.to
}

function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value
}
