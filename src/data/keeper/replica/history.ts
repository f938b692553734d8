import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64url } from '#contract/record/base64url.ts'
import { extendsLog } from '#contract/sync/merkle.ts'
import type { LogHead } from '#contract/sync/receipt.ts'
import type { SyncResponse } from '#contract/sync/sync-messages.ts'

/** Whether the hub's log still has in it everything that this tablet saw of it before, in the same order. */
export function extendsKnown(
  known: LogHead | null,
  { head, consistency }: Pick<SyncResponse, 'head' | 'consistency'>,
): boolean {
  if (!known || known.size === 0) return true
  return extendsLog(sha256, treeHead(known), treeHead(head), consistency)
}

function treeHead({ size, root }: LogHead) {
  return { size, root: fromBase64url(root) ?? new Uint8Array() }
}
