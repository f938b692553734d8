import { claimShared } from '../install/claim-shared.ts'

interface LaunchParams {
  readonly files?: readonly FileSystemFileHandle[]
}

interface LaunchQueue {
  setConsumer(consumer: (launch: LaunchParams) => void): void
}

/**
 * Takes files that come from outside the page: shared from another app (`/?shared`), or opened with this app
 * from the system's file list.
 * @param onFiles called once for each arrival; with none where they could not be taken over
 */
export function receiveFiles(onFiles: (files: File[]) => void): void {
  if (new URLSearchParams(location.search).has('shared')) {
    // Also when none came: the desk then asks for them to be chosen by hand.
    void claimShared()
      .catch(() => [])
      .then((shared) => onFiles(shared.map(({ name, bytes }) => new File([bytes], name))))
  }
  const { launchQueue } = globalThis as { readonly launchQueue?: LaunchQueue }
  launchQueue?.setConsumer(({ files }) => {
    if (files?.length)
      void Promise.all(files.map((handle) => handle.getFile())).then(onFiles, () => onFiles([]))
  })
}
