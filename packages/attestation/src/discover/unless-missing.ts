import { RegistryError } from '@ci-kit/oci/registry-error'

/** The answer, or `undefined` where the registry says itself that it has no such thing. All other failures are thrown. */
export const unlessMissing = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work
  } catch (thrown) {
    if (thrown instanceof RegistryError && thrown.status === 404) return undefined
    throw thrown
  }
}
