import { scanner } from '#data/workers/scanner.ts'

/**
 * asking: the browser asks the person. refused: they, or a rule of the tablet, said no. none: no camera, or another
 * app has it. silent: the decoder cannot be had.
 */
type CameraPhase = 'asking' | 'running' | 'refused' | 'none' | 'silent'

/** Five looks a second find a card that is held still, and leave the processor to the rest. */
const LOOK_EVERY_MS = 200

/** The camera of the tablet, looking for codes. Its pictures stay in memory and are dropped after each look. */
export class Camera {
  phase = $state<CameraPhase>('asking')

  readonly #onText: (text: string) => void
  #stream: MediaStream | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #ended = false

  constructor(onText: (text: string) => void) {
    this.#onText = onText
  }

  async start(video: HTMLVideoElement): Promise<void> {
    this.phase = 'asking'
    const media = navigator.mediaDevices as MediaDevices | undefined
    if (!media) {
      this.phase = 'none'
      return
    }
    try {
      const stream = await media.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 } },
      })
      this.#stream = stream
      // The dialog may have been closed while the browser asked.
      if (this.#ended) return this.stop()
      video.srcObject = stream
      await video.play()
      this.phase = 'running'
      this.#lookSoon(video)
    } catch (cause) {
      const refused =
        cause instanceof DOMException && ['NotAllowedError', 'SecurityError'].includes(cause.name)
      this.phase = refused ? 'refused' : 'none'
    }
  }

  stop(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    for (const track of this.#stream?.getTracks() ?? []) track.stop()
    this.#stream = null
    scanner.end()
  }

  #lookSoon(video: HTMLVideoElement): void {
    this.#timer = setTimeout(() => void this.#look(video), LOOK_EVERY_MS)
  }

  async #look(video: HTMLVideoElement): Promise<void> {
    if (this.#ended) return
    try {
      const frame = await createImageBitmap(video)
      const texts = await scanner.frame(frame)
      if (this.#ended) return
      for (const text of texts) this.#onText(text)
      this.#lookSoon(video)
    } catch {
      if (!this.#ended) this.phase = 'silent'
    }
  }
}
