import { limited } from '@ci-kit/core/amounts'
import type { SecretFacts } from '@ci-kit/ecs/adapters/secrets'
import { type Check, error, type Finding, unknown } from './finding.ts'
import { type Reference, referencesIn, type Source, sourceOf } from './references.ts'
import { type PreflightPorts, quoted, type Subject } from './subject.ts'

type Use<Kind extends Source['kind'] = Source['kind']> = {
  readonly reference: Reference
  readonly source: Extract<Source, { readonly kind: Kind }>
}

/** What is written in a way that ECS cannot read. */
export const malformedReferences = (subject: Subject): readonly Finding[] =>
  usesIn(subject)
    .filter(({ source }) => source.kind === 'invalid')
    .map(({ reference: { valueFrom, use } }) =>
      error(
        `${use} takes its value from ${quoted(valueFrom)}, which names no secret or parameter. Write the ARN of a secret of Secrets Manager or of a parameter, or the name of a parameter in ${subject.region}.`,
      ),
    )

/** Each secret is asked for once, parameters all at once for a region. Only metadata is read, never a value. */
export const secretChecks = (subject: Subject, ports: PreflightPorts): readonly Check[] => {
  const uses = usesIn(subject)
  const secrets = uses.flatMap(({ reference, source }) =>
    source.kind === 'secret' ? [{ reference, source }] : [],
  )
  const parameters = uses.flatMap(({ reference, source }) =>
    source.kind === 'parameter' ? [{ reference, source }] : [],
  )
  return [
    ...[...Map.groupBy(secrets, ({ source }) => source.id)].map(([id, those]) =>
      secretCheck(id, those, ports),
    ),
    ...[...Map.groupBy(parameters, ({ source }) => source.region)].map(([region, those]) =>
      parameterCheck(region, those, ports),
    ),
  ]
}

const usesIn = (subject: Subject): readonly Use[] =>
  referencesIn(subject).map((reference) => ({
    reference,
    source: sourceOf(reference, subject.region),
  }))

const secretCheck = (id: string, uses: readonly Use<'secret'>[], ports: PreflightPorts): Check => ({
  what: `secret ${quoted(id)}`,
  run: async () => {
    const region = uses[0]?.source.region ?? ''
    const facts = await ports.secret(id, region)
    if (facts === undefined)
      return [
        error(
          `There is no secret ${quoted(id)} in ${region}, which ${usersOf(uses)} needs. Create it, or correct the ARN.`,
        ),
      ]
    if (facts.isDeleted)
      return [
        error(
          `Secret ${quoted(id)}, which ${usersOf(uses)} needs, is marked for deletion. Restore it (secretsmanager:RestoreSecret), or name another one.`,
        ),
      ]
    return uses.flatMap((use) => versionFindings(id, use, facts))
  },
})

/** ECS takes the version `AWSCURRENT` where none is named. */
const versionFindings = (
  id: string,
  { reference, source }: Use<'secret'>,
  { versions }: SecretFacts,
): readonly Finding[] => {
  const { version, stage = version === undefined ? 'AWSCURRENT' : undefined } = source
  const told = `which ${reference.use} needs`
  if (version !== undefined && !versions.has(version))
    return [error(`Secret ${quoted(id)} has no version ${quoted(version)}, ${told}.`)]
  if (stage === undefined || [...versions.values()].some((stages) => stages.includes(stage)))
    return []
  const fix = stage === 'AWSCURRENT' ? 'Put a value into the secret.' : 'Correct the stage.'
  return [error(`Secret ${quoted(id)} has no version with stage ${quoted(stage)}, ${told}. ${fix}`)]
}

const parameterCheck = (
  region: string,
  uses: readonly Use<'parameter'>[],
  ports: PreflightPorts,
): Check => ({
  what: `parameters ${limited([...new Set(uses.map(nameOf))].map(quoted), 5)}`,
  run: async () => {
    const names = [...new Set(uses.flatMap(({ source }) => source.names))]
    const found = await ports.parameters(names, region)
    const missing = uses.filter(({ source }) => !source.names.some((name) => found.has(name)))
    return [...Map.groupBy(missing, nameOf)].map(([name, those]) => missingParameter(name, those))
  },
})

const missingParameter = (name: string, uses: readonly Use<'parameter'>[]): Finding => {
  const region = uses[0]?.source.region ?? ''
  const told = `parameter ${quoted(name)} in ${region}, which ${usersOf(uses)} needs`
  // Those of another account are listed only where they are shared, and by their ARN.
  return uses.some(({ source }) => source.isArn)
    ? unknown(`Not found: ${told}. If it belongs to this account, create it or correct the ARN.`)
    : error(`There is no ${told}. Create it, or correct the name.`)
}

const nameOf = ({ source }: Use<'parameter'>): string => source.names[0] ?? ''

const usersOf = (uses: readonly { readonly reference: Reference }[]): string =>
  limited(
    uses.map(({ reference }) => reference.use),
    3,
  )
