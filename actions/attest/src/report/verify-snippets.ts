import { GITHUB_ACTIONS_ISSUER } from '@ci-kit/attestation/verify/signer-policy'
import { fenced } from '@ci-kit/core/markdown'
import type { Place } from '../plan/planned-statement.ts'
import type { StoredStatement } from '../store/stored.ts'
import type { AttestReport, ReportedInstance, ReportedSigner } from './attest-report.ts'
import { commandsFor, imageOf, ROOT_FILE } from './verify-commands.ts'

/** Commands for so many subjects; the others go the same way. */
const MOST_SUBJECTS = 3

/** How anybody can verify what was signed, as Markdown to copy from; '' when it is not known who signed. */
export const verifySnippets = ({
  statements,
  signer,
  instance,
  allBundles,
}: AttestReport): string => {
  if (signer === undefined || statements.length === 0) return ''
  const chosen = onePerSubject(statements).slice(0, MOST_SUBJECTS)
  const commands = chosen.flatMap((stored) => commandsFor(stored, signer, instance, allBundles))
  const attached = chosen.filter(({ planned }) => planned.places.length > 0)
  const images = attached.flatMap((stored) => imageOf(stored) ?? [])
  const kinds = kindsOfAll(statements, attached)
  const lacksLog = attached.some(({ signed }) => signed.logOutage !== undefined)
  return [
    fenced('bash', commands.join('\n\n')),
    ...(images.length > 0
      ? [fenced('yaml', gateStep(images, kinds, { signer, instance, lacksLog }))]
      : []),
  ].join('\n\n')
}

/** Of each image or file the first statement, which is the provenance where there is one. */
const onePerSubject = (statements: readonly StoredStatement[]): readonly StoredStatement[] => {
  const first = new Map<string, StoredStatement>()
  const provenanceFirst = statements.toSorted(
    (a, b) => Number(b.planned.kind === 'provenance') - Number(a.planned.kind === 'provenance'),
  )
  for (const stored of provenanceFirst) {
    const name = nameOf(stored)
    if (!first.has(name)) first.set(name, stored)
  }
  return [...first.values()]
}

const nameOf = ({ planned }: StoredStatement): string =>
  imageName(planned.places[0]) ?? planned.statement.subjects[0]?.name ?? ''

/** Two digests of one repository are two images. */
const imageName = (place: Place | undefined): string | undefined =>
  place && `${place.image.name}@${place.image.top.descriptor.digest}`

type Signed = {
  readonly signer: ReportedSigner
  readonly instance: ReportedInstance
  /** Whether one that is there has only a timestamp because the log was down. */
  readonly lacksLog: boolean
}

/** The names of inputs are those of this project's own gate; what it takes for granted is left out. */
const gateStep = (
  images: readonly string[],
  kinds: readonly string[],
  { signer, instance, lacksLog }: Signed,
): string =>
  [
    '- uses: org/ci-kit/verify-attestation@v1',
    '  with:',
    '    images: |',
    ...images.map((image) => `      ${image}`),
    `    predicate-types: ${yamlText(kinds.join(','))}`,
    `    signer-identity: ${yamlText(signer.identity)}`,
    ...(signer.issuer === GITHUB_ACTIONS_ISSUER
      ? []
      : [`    signer-issuer: ${yamlText(signer.issuer)}`]),
    ...otherSource(signer).map((source) => `    source-repository: ${yamlText(source)}`),
    ...(signer.runner === undefined || signer.runner === HOSTED
      ? []
      : ['    hosted-runner-only: false']),
    ...(lacksLog ? ['    transparency-log: optional'] : []),
    ...(instance === 'private' ? [`    trusted-root: ${ROOT_FILE}`] : []),
  ].join('\n')

const HOSTED = 'github-hosted'

/** `org/app`, where that is not the repository of the signing workflow: many may call a reusable one. */
const otherSource = ({ identity, sourceRepository }: ReportedSigner): readonly string[] => {
  if (sourceRepository === undefined || !URL.canParse(sourceRepository)) return []
  if (identity.startsWith(`${sourceRepository}/.github/workflows/`)) return []
  return [new URL(sourceRepository).pathname.slice(1)]
}

/** The kinds of which each of the images has a statement. */
const kindsOfAll = (
  statements: readonly StoredStatement[],
  chosen: readonly StoredStatement[],
): readonly string[] => {
  const names = chosen.map(nameOf)
  const kinds = new Set(statements.map(({ planned }) => planned.kind))
  return [...kinds].filter((kind) =>
    names.every((name) =>
      statements.some((stored) => stored.planned.kind === kind && nameOf(stored) === name),
    ),
  )
}

/** A text in double quotes, where JSON is YAML. */
const yamlText = (text: string): string => JSON.stringify(text)
