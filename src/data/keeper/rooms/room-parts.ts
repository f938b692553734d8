import type { KeyId } from '#domain/record/fact.ts'
import type { ChartShelf } from '../chart-shelf.ts'
import type { FactLog } from '../fact-log.ts'
import type { Ground } from '../ground.ts'
import type { Network } from '../network.ts'
import type { HubLine } from '../replica/hub-line.ts'

/** What the rooms need of the keeper. */
export interface RoomParts {
  readonly ground: Ground
  readonly log: FactLog
  readonly charts: ChartShelf
  readonly line: HubLine
  /** Null: no line, ever. */
  readonly network: Network | null
  /** Who a key is, as far as this tablet knows; empty where nobody says. */
  nameOf(key: KeyId): string
}
