import type { PageQuestion } from '#contract/service-worker-messages.ts'

/** Longer than the service worker waits for other windows, and for large shared files. */
const answerWithinMs = 10_000

/** Asks a service worker one question; null when it does not answer. */
export function ask<Answer>(worker: ServiceWorker, question: PageQuestion): Promise<Answer | null> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const timer = setTimeout(() => resolve(null), answerWithinMs)
    port1.onmessage = ({ data }: MessageEvent<Answer>) => {
      clearTimeout(timer)
      port1.close()
      resolve(data)
    }
    worker.postMessage(question, [port2])
  })
}
