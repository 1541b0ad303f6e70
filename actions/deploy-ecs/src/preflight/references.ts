import { objectAt, stringAt } from '@ci-kit/core/json'
import { objectsAt } from '@ci-kit/ecs/model/read-members'
import { type Container, containersOf, quoted, type Subject } from './subject.ts'

/** A secret or parameter that a container needs, and for what. */
export type Reference = {
  readonly valueFrom: string
  readonly use: string
  readonly isRegistry: boolean
}

/** What a `valueFrom` names, by its spelling alone. */
export type Source =
  | {
      readonly kind: 'secret'
      /** The ARN without what follows the name. */
      readonly id: string
      readonly region: string
      readonly stage: string | undefined
      readonly version: string | undefined
    }
  | {
      readonly kind: 'parameter'
      /** Names that it may have: a name of one part stands in an ARN without its slash. */
      readonly names: readonly string[]
      readonly region: string
      /** Then it may be another account's, shared with this one or not. */
      readonly isArn: boolean
    }
  | { readonly kind: 'invalid' }

/** All that the task definition takes from Secrets Manager or Parameter Store. */
export const referencesIn = (subject: Subject): readonly Reference[] =>
  containersOf(subject).flatMap(ofContainer)

const ofContainer = ({ name, document }: Container): readonly Reference[] => {
  const configuration = objectAt(document, 'logConfiguration')
  const entries = [
    ...objectsAt(document, 'secrets'),
    ...objectsAt(configuration, 'secretOptions'),
  ].map((entry) => ({
    valueFrom: stringAt(entry, 'valueFrom') ?? '',
    use: `${quoted(stringAt(entry, 'name') ?? '')} of container ${quoted(name)}`,
    isRegistry: false,
  }))
  const registry = stringAt(objectAt(document, 'repositoryCredentials'), 'credentialsParameter')
  const use = `the registry's credentials of container ${quoted(name)}`
  return registry === undefined
    ? entries
    : [...entries, { valueFrom: registry, use, isRegistry: true }]
}

/**
 * Reads a `valueFrom` as ECS does: an ARN of Secrets Manager, with
 * `:json-key:version-stage:version-id` behind it or not, an ARN of a parameter,
 * or the name of a parameter in the task's region, with a version behind a
 * colon or not. A registry's credentials are a secret, by ARN or name.
 */
export const sourceOf = ({ valueFrom, isRegistry }: Reference, region: string): Source => {
  if (!valueFrom.startsWith('arn:')) return named(valueFrom, isRegistry, region)
  const [, , service, arnRegion = '', , first = '', path = ''] = valueFrom.split(':')
  if (arnRegion === '') return { kind: 'invalid' }
  if (service === 'secretsmanager' && first === 'secret' && path !== '')
    return secretOf(valueFrom, arnRegion)
  if (service !== 'ssm' || !/^parameter\/./.test(first)) return { kind: 'invalid' }
  const name = first.slice('parameter'.length)
  const names = name.includes('/', 1) ? [name] : [name.slice(1), name]
  return { kind: 'parameter', names, region: arnRegion, isArn: true }
}

const named = (text: string, isRegistry: boolean, region: string): Source => {
  const [name = ''] = text.split(':')
  if (!/^[\w./+=@-]+$/.test(name)) return { kind: 'invalid' }
  return isRegistry
    ? { kind: 'secret', id: name, region, stage: undefined, version: undefined }
    : { kind: 'parameter', names: [name], region, isArn: false }
}

const secretOf = (valueFrom: string, region: string): Source => {
  const parts = valueFrom.split(':')
  const [, stage = '', version = ''] = parts.slice(7)
  if (parts.length > 10) return { kind: 'invalid' }
  return {
    kind: 'secret',
    id: parts.slice(0, 7).join(':'),
    region,
    stage: stage === '' ? undefined : stage,
    version: version === '' ? undefined : version,
  }
}
