import { rmSync } from 'node:fs'
import { discoverBundles } from '@ci-kit/attestation/discover/discover'
import { pushBases } from '@ci-kit/cli/demo/push-bases'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import type { Digest } from '@ci-kit/oci/digest'
import { registryClient } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { locateTools } from '@ci-kit/tooling/tools'
import { makeDatabase, pushDatabase } from '../fakes/trivy-database.ts'
import { ADVISORIES } from './trivy-samples.ts'

/** Pushes the base images of the example; answers their references by build argument. */
export const basesIn = (host: string): Promise<Readonly<Record<string, string>>> => {
  const { signal } = new AbortController()
  const ingredients = { exec: childProcesses(signal), signal, say: () => undefined }
  return pushBases(ingredients, locateTools(), host)
}

/** Pushes the small vulnerability database; answers its reference for `db-repositories`. */
export const databaseIn = async (host: string): Promise<string> => {
  const folder = makeDatabase(ADVISORIES)
  await pushDatabase(host, folder).finally(() => rmSync(folder, { recursive: true }))
  return `${host}/trivy-db:2`
}

export type RegistryView = {
  /** Tags that an image such as `your-org/shop/api` was given, with their digests; none when there is no such image. */
  tagsOf(image: string): Promise<Readonly<Record<string, Digest>>>
  /** How many signed statements are attached to a digest. */
  statementsOf(image: string, digest: Digest): Promise<number>
}

/** What a registry holds, asked by itself and not by what a run says. */
export const registryView = (host: string): RegistryView => {
  const client = registryClient({ host })
  return {
    tagsOf: async (image) => {
      const { tags, manifests } = client.repository(image)
      const listed = await tags.list().catch(noneIfUnknown)
      const names = listed.filter((name) => !OWN.test(name))
      const found = await Promise.all(names.map((name) => manifests.head(name)))
      return Object.fromEntries(
        found.flatMap((head, at) => (head ? [[names[at] ?? '', head.digest]] : [])),
      )
    },
    statementsOf: async (image, digest) =>
      (await discoverBundles(client.repository(image), digest)).attachments.length,
  }
}

/** Of caches, of what they know, and of what is attached to a digest. */
const OWN = /^(cache|inputs|in|sha256)-/

const noneIfUnknown = (thrown: unknown): readonly string[] => {
  if (thrown instanceof RegistryError && thrown.status === 404) return []
  throw thrown
}
