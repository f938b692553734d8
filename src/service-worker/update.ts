import type { MayUpdateAnswer, UpdateAnswer, WorkerQuestion } from '#contract/service-worker-messages.ts'

declare const self: ServiceWorkerGlobalScope

/** A window that has not answered by then is asleep or busy: it is not pulled away from under its person. */
const answerWithinMs = 1500

/** Asks every open window, and takes over only when each one says that nothing is being written. */
export async function takeOver(port: MessagePort): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const answers = await Promise.all(windows.map(mayUpdate))
  const applied = answers.every(Boolean)
  port.postMessage({ applied } satisfies UpdateAnswer)
  if (applied) await self.skipWaiting()
}

function mayUpdate(client: Client): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const timer = setTimeout(() => resolve(false), answerWithinMs)
    port1.onmessage = ({ data }: MessageEvent<MayUpdateAnswer>) => {
      clearTimeout(timer)
      resolve(data.mayUpdate)
    }
    client.postMessage({ kind: 'may-update' } satisfies WorkerQuestion, [port2])
  })
}
