import { type AttachmentSource, discoverBundles } from '../discover/discover.ts'
import type { EvidenceSource } from '../gate/evidence.ts'

/**
 * What is attached to a digest in a registry. `name` is the repository, for
 * people: `ghcr.io/org/app`. Asking throws `RegistryError` when the registry
 * cannot be asked.
 */
export const registryEvidence = (name: string, repository: AttachmentSource): EvidenceSource => ({
  name: `registry ${name}`,
  find: async (subject, predicateTypes) => {
    const { attachments, ignored } = await discoverBundles(repository, subject, { predicateTypes })
    return {
      attachments: attachments.map(({ where, bundle }) => ({ where: `registry ${where}`, bundle })),
      ignored,
    }
  },
})
