import { resolve } from 'node:path'
import { newestBackup, restoreBackup } from '../../hub/run/restore.ts'
import { readArgs, refused, type HubCommand } from './command.ts'
import { EXIT } from '../io.ts'
import { askHub } from './ask-hub.ts'

/** `hub backup DIR` */
export async function backupCommand({ args, io }: HubCommand): Promise<number> {
  const { values, positionals } = readArgs(args, {}, 1)
  const made = await askHub(resolve(values.data), 'backup', { to: resolve(positionals[0]!) })
  if (!made.ok) return refused(io, made.problem)
  const { folder, entries, blobs, removed } = made.value
  if (values.json) io.out(`${JSON.stringify(made.value)}\n`)
  else {
    io.out(`${folder}\n`)
    io.err(
      `${entries} entries of the log and ${blobs} recordings; opened again and found whole.` +
        `${removed > 0 ? ` ${removed} old ones went.` : ''}\n` +
        'It holds records and keys in clear: keep it on an encrypted disk.\n',
    )
  }
  return EXIT.done
}

/** `hub restore FROM` */
export async function restoreCommand({ args, io }: HubCommand): Promise<number> {
  const { values, positionals } = readArgs(args, { replace: { type: 'boolean', default: false } }, 1)
  const from = await newestBackup(resolve(positionals[0]!))
  if (!from.ok) return refused(io, from.problem)
  const restored = await restoreBackup(from.value, resolve(values.data), values.replace, Date.now())
  if (!restored.ok) return refused(io, restored.problem)
  const { folder, atMs, entries, blobs, before } = restored.value
  if (values.json) io.out(`${JSON.stringify(restored.value)}\n`)
  else {
    io.out(`${folder}\n`)
    io.err(
      `As of ${new Date(atMs).toISOString()}: ${entries} entries, ${blobs} recordings. ` +
        'Start the hub; the tablets offer again what came later.\n' +
        (before === null ? '' : `What stood there before lies in ${before}.\n`),
    )
  }
  return EXIT.done
}
