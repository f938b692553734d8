import { expose } from 'comlink'
import { installedFiles } from '#data/install/installed-files.ts'
import { createCodeReader } from '#data/scan/zxing.ts'

expose(createCodeReader((url) => installedFiles.read(url)))
