import { expose } from 'comlink'
import { TabletKeeper } from '#data/keeper/keeper-of.ts'
import { argon2idByHashWasm } from '#data/keeper/keys/argon2.ts'
import { opfsFiles } from '#data/keeper/keys/opfs-files.ts'
import { browserNetwork } from '#data/network.ts'

const keeper = new TabletKeeper({
  machine: {
    nowMs: () => Date.now(),
    utcOffsetMin: (atMs) => -new Date(atMs).getTimezoneOffset(),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    files: opfsFiles(),
    argon2id: argon2idByHashWasm,
  },
  network: browserNetwork(),
})

expose(keeper.keeper())
