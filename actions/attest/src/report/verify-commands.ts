import type { StoredStatement } from '../store/stored.ts'
import type { ReportedInstance, ReportedSigner } from './attest-report.ts'
import { shellCommand } from './shell-command.ts'

/** What the commands call the trusted root of an instance that tools do not know. */
export const ROOT_FILE = 'trusted_root.json'

/** `ghcr.io/org/app@sha256:…` of what was named, or of the platform where only that has the statement; undefined for files. */
export const imageOf = ({ planned }: StoredStatement): string | undefined => {
  const { places } = planned
  const [first] = places
  const top =
    places.find(
      ({ image, manifest }) => image.top.descriptor.digest === manifest.descriptor.digest,
    ) ?? first
  return top && `${top.image.name}@${top.manifest.descriptor.digest}`
}

/** Commands of other people's tools that verify a statement. */
export const commandsFor = (
  stored: StoredStatement,
  signer: ReportedSigner,
  instance: ReportedInstance,
  allBundles: string | undefined,
): readonly string[] => {
  const image = imageOf(stored)
  const isAttached = stored.attached.length > 0
  return [
    ...(image !== undefined && isAttached ? [cosign(stored, image, signer, instance)] : []),
    gh(stored, image, signer, instance, allBundles),
  ]
}

const cosign = (
  { planned, signed }: StoredStatement,
  image: string,
  { identity, issuer }: ReportedSigner,
  instance: ReportedInstance,
): string =>
  shellCommand(
    ['cosign', 'verify-attestation', image],
    [
      ['--type', planned.statement.predicateType],
      ['--certificate-oidc-issuer', issuer],
      ['--certificate-identity', identity],
      ...(instance === 'public' ? [] : [['--trusted-root', ROOT_FILE]]),
      // GitHub's authority publishes its certificates in no log.
      ...(instance === 'github' ? [['--insecure-ignore-sct']] : []),
      ...(signed.proof === 'timestamp'
        ? [['--insecure-ignore-tlog', '--use-signed-timestamps']]
        : []),
    ],
  )

const gh = (
  { planned, attestationId, attached }: StoredStatement,
  image: string | undefined,
  { identity, issuer, sourceRepository }: ReportedSigner,
  instance: ReportedInstance,
  allBundles: string | undefined,
): string => {
  const file = planned.statement.subjects[0]?.name ?? ''
  // A name must not be read as an option.
  const subject = image === undefined ? file.replace(/^-/, './-') : `oci://${image}`
  const repository =
    sourceRepository && URL.canParse(sourceRepository)
      ? new URL(sourceRepository).pathname.slice(1)
      : ''
  const bundle = allBundles?.split(/[\\/]/).at(-1) ?? ''
  const evidence =
    attestationId !== undefined
      ? []
      : attached.length > 0
        ? [['--bundle-from-oci']]
        : [['--bundle', bundle]]
  return shellCommand(
    ['gh', 'attestation', 'verify', subject],
    [
      ...(repository === '' ? [] : [['--repo', repository]]),
      ['--predicate-type', planned.statement.predicateType],
      ['--cert-identity', identity],
      ['--cert-oidc-issuer', issuer],
      ...evidence,
      ...(instance === 'private' ? [['--custom-trusted-root', ROOT_FILE]] : []),
    ],
  )
}
