import type { Subject } from '../subjects/subject.ts'
import type { PlannedStatement } from './planned-statement.ts'

const BY_PLATFORM = ['sbom', 'vulns']

/**
 * Sentences on platforms that get no SBOM or scan although others of their
 * image do: a gate that asks for one will refuse the image.
 */
export const uncoveredPlatforms = (
  subjects: readonly Subject[],
  planned: readonly PlannedStatement[],
): readonly string[] =>
  BY_PLATFORM.flatMap((kind) => {
    const covered = planned.filter((each) => each.kind === kind).flatMap(({ places }) => places)
    return subjects.flatMap((subject) => {
      if (subject.kind === 'file') return []
      const own = covered.filter(({ image }) => image === subject)
      const has = (digest: string) =>
        own.some(({ manifest }) => manifest.descriptor.digest === digest)
      if (own.length === 0 || has(subject.top.descriptor.digest)) return []
      const missing = subject.platforms.filter(({ descriptor }) => !has(descriptor.digest))
      return missing.map(
        ({ platform, descriptor: { digest } }) =>
          `${subject.name} gets no ${kind} for ${platform || 'one of its platforms'} (${digest}), and a gate that asks for one will refuse it.`,
      )
    })
  })
