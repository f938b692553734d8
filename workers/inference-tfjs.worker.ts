import './trusted-scripts.ts'
import { expose } from 'comlink'
import { createInferenceHost } from '#inference/host.ts'
import { createTfjsRuntime } from '#inference/tfjs/runtime.ts'
import { installedFiles } from '#data/install/installed-files.ts'

expose(createInferenceHost(createTfjsRuntime(installedFiles), installedFiles))
