import { CSS_PX_PER_MM, pxPerMmNow, type ScreenCalibration } from './displays/ecg-paper/calibration.ts'

const SCALE_KEY = 'hinterland-screen-scale'

/** Physical scale of this screen, learned once with a bank card and followed through page zoom. */
class PaperScale {
  #calibration = $state.raw<ScreenCalibration | null>(stored())
  #pixelRatio = $state(devicePixelRatio)

  constructor() {
    addEventListener('resize', () => (this.#pixelRatio = devicePixelRatio))
  }

  get calibrated(): boolean {
    return this.#calibration !== null
  }

  /** CSS pixels for a real millimetre. */
  get pxPerMm(): number {
    return this.#calibration ? pxPerMmNow(this.#calibration, this.#pixelRatio) : CSS_PX_PER_MM
  }

  calibrate(calibration: ScreenCalibration): void {
    this.#calibration = calibration
    localStorage.setItem(SCALE_KEY, JSON.stringify(calibration))
  }

  reset(): void {
    this.#calibration = null
    localStorage.removeItem(SCALE_KEY)
  }
}

function stored(): ScreenCalibration | null {
  try {
    const value = JSON.parse(localStorage.getItem(SCALE_KEY) ?? 'null') as ScreenCalibration | null
    return value && value.pxPerMm > 0 && value.pixelRatio > 0 ? value : null
  } catch {
    return null
  }
}

export const paperScale = new PaperScale()
