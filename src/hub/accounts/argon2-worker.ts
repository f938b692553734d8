import { parentPort } from 'node:worker_threads'
import { argon2id } from 'hash-wasm'

/** One hash at a time, away from the thread that answers everybody. */
parentPort?.on(
  'message',
  (asked: { password: string; salt: Uint8Array; memoryKib: number; passes: number }) => {
    void argon2id({
      password: asked.password,
      salt: asked.salt,
      memorySize: asked.memoryKib,
      iterations: asked.passes,
      parallelism: 1,
      hashLength: 32,
      outputType: 'binary',
    }).then((hash) => parentPort?.postMessage(hash))
  },
)
