import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { NamedImage } from '@ci-kit/oci/named-images'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { storedBaseline } from '../findings/stored-report.ts'
import type { Baseline } from '../policy/baseline.ts'
import { resolveImage } from '../target/resolve-image.ts'
import { type Artifact, imageArtifact } from './artifact.ts'
import type { ArtifactPorts } from './find-artifacts.ts'

export type FoundBaseline =
  /** To be scanned as the artifact is, with the same database. */
  | { readonly kind: 'artifact'; readonly artifact: Artifact }
  | { readonly kind: 'report'; readonly baseline: Baseline }

/** A report of a large image with all its packages has some 10 MB. */
const REPORT_MAX_BYTES = 256 * 1024 * 1024

/** A report that was stored. Throws {@link UserError} when it cannot be read. */
export const storedReport = async (
  path: string,
  { readFile }: Pick<ArtifactPorts, 'readFile'>,
): Promise<FoundBaseline> => {
  const bytes = await readFile(path, 'baseline', REPORT_MAX_BYTES)
  const stored = storedBaseline(Buffer.from(bytes).toString(), path)
  return { kind: 'report', baseline: { ...stored, sameDatabase: false } }
}

/**
 * The image that an artifact is compared with. One that is not there, or cannot
 * be read, is told and compares with nothing, so that all findings count: the
 * first image of a branch has none.
 */
export const imageBaseline = async (
  image: NamedImage,
  artifact: string,
  { registries, log }: Pick<ArtifactPorts, 'registries' | 'log'>,
): Promise<FoundBaseline | undefined> => {
  try {
    const target = await resolveImage(image, 'all', registries)
    return { kind: 'artifact', artifact: imageArtifact(target) }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    const [baseline, compared] = [visible(image.name, 200), visible(artifact, 200)]
    if (thrown instanceof RegistryError && thrown.status === 404)
      log.notice(
        `The baseline ${baseline} does not exist, so all findings of ${compared} count as if there were none.`,
      )
    else log.warning(withoutBaseline(baseline, compared, thrown))
    return undefined
  }
}

/** `baseline` and `artifact` are fit to be shown. */
export const withoutBaseline = (baseline: string, artifact: string, error: UserError): string =>
  `All findings of ${artifact} count, because the baseline ${baseline} cannot be used: ${error.message}`
