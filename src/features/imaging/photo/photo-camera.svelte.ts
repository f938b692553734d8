/** asking: the browser asks the person. refused: they, or a rule of the tablet, said no. none: no camera is free. */
type PhotoCameraPhase = 'off' | 'asking' | 'running' | 'refused' | 'none'

/** The camera that looks away from the person, at its full size: fine lines of a film need every pixel. */
export class PhotoCamera {
  phase = $state<PhotoCameraPhase>('off')

  #stream: MediaStream | null = null
  #ended = false

  async start(video: HTMLVideoElement): Promise<void> {
    this.phase = 'asking'
    const media = navigator.mediaDevices as MediaDevices | undefined
    if (!media) {
      this.phase = 'none'
      return
    }
    try {
      const stream = await media.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 4096 }, height: { ideal: 3072 } },
      })
      this.#stream = stream
      // The screen may have been left while the browser asked.
      if (this.#ended) return this.stop()
      video.srcObject = stream
      await video.play()
      this.phase = 'running'
    } catch (cause) {
      const isRefused =
        cause instanceof DOMException && ['NotAllowedError', 'SecurityError'].includes(cause.name)
      this.phase = isRefused ? 'refused' : 'none'
    }
  }

  stop(): void {
    this.#ended = true
    for (const track of this.#stream?.getTracks() ?? []) track.stop()
    this.#stream = null
  }
}
