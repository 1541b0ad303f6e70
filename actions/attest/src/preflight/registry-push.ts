import type { Blobs } from '@ci-kit/oci/blobs'
import { RegistryError } from '@ci-kit/oci/registry-error'
import type { PushAnswer, PushTarget } from './preflight.ts'

/**
 * Finds out whether a repository can be written to, by opening an upload and
 * giving it up. Rejects with `RegistryError` when the registry gives no answer
 * about permissions.
 */
export const registryPush =
  (blobsOf: (target: PushTarget) => Pick<Blobs, 'tryUpload'>) =>
  async (target: PushTarget): Promise<PushAnswer> => {
    try {
      await blobsOf(target).tryUpload()
      return { allowed: true }
    } catch (thrown) {
      if (!(thrown instanceof RegistryError)) throw thrown
      if (thrown.status !== 401 && thrown.status !== 403) throw thrown
      return { allowed: false, reason: thrown.message }
    }
  }
