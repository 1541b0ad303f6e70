import { type Digest, digestOf } from '@ci-kit/oci/digest'

export type StoredManifest = { readonly mediaType: string; readonly bytes: Uint8Array }

export type StoredRepository = {
  readonly blobs: Map<string, Uint8Array>
  readonly manifests: Map<string, StoredManifest>
  /** Tag to digest, in the order of pushing. */
  readonly tags: Map<string, Digest>
}

/** What a registry holds, in memory; tests may look and change it. */
export type RegistryStore = {
  find(repository: string): StoredRepository | undefined
  open(repository: string): StoredRepository
  addBlob(repository: string, bytes: Uint8Array): Digest
  addManifest(repository: string, tag: string | undefined, manifest: StoredManifest): Digest
}

export const registryStore = (): RegistryStore => {
  const repositories = new Map<string, StoredRepository>()
  const open = (name: string): StoredRepository => {
    const known = repositories.get(name)
    if (known !== undefined) return known
    const fresh = { blobs: new Map(), manifests: new Map(), tags: new Map() }
    repositories.set(name, fresh)
    return fresh
  }
  return {
    open,
    find: (name) => repositories.get(name),
    addBlob: (name, bytes) => {
      const digest = digestOf(bytes)
      open(name).blobs.set(digest, bytes)
      return digest
    },
    addManifest: (name, tag, manifest) => {
      const digest = digestOf(manifest.bytes)
      open(name).manifests.set(digest, manifest)
      if (tag !== undefined) open(name).tags.set(tag, digest)
      return digest
    },
  }
}
