import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { ContainerEdits, NamedEdits } from './edits.ts'
import { editedEntries, editedMembers, withoutEntries } from './named-edits.ts'

type EditedContainer = {
  readonly container: Json
  readonly notices: readonly string[]
}

/** Applies edits to a copy of a container definition; `said` names it in messages. */
export const editedContainer = (
  container: Json,
  edits: ContainerEdits,
  said: string,
): EditedContainer => {
  refuseBoth(edits, said)
  const environment = listEdited(container, 'environment', 'value', edits.environment, said)
  const secrets = listEdited(container, 'secrets', 'valueFrom', edits.secrets, said)
  const plain = withoutNamed(environment, edits.secrets)
  const secret = withoutNamed(secrets, edits.environment)
  const members = {
    image: edits.image,
    command: edits.command,
    environment: plain.entries,
    secrets: secret.entries,
    environmentFiles: filesEdited(container, edits, said),
    dockerLabels: mapEdited(container, 'dockerLabels', edits.dockerLabels, said),
    logConfiguration: logEdited(container, edits, said),
  }
  const changed = Object.entries(members).filter(([, value]) => value !== undefined)
  return {
    container: { ...container, ...Object.fromEntries(changed) },
    notices: [
      ...plain.moved.map((name) => `${said}: '${name}' is a secret now, and no longer plain.`),
      ...secret.moved.map((name) => `${said}: '${name}' is a plain value now, no secret.`),
    ],
  }
}

/** ECS refuses a name that is in both lists. */
const refuseBoth = ({ environment, secrets }: ContainerEdits, said: string): void => {
  const both = [...(environment?.set.keys() ?? [])].find((name) => secrets?.set.has(name))
  if (both === undefined) return
  throw new UserError(
    `${said}: '${visible(both, 255)}' is set as environment variable and as secret. Choose one.`,
  )
}

/** Undefined where nothing is to change and nothing is there. */
const listEdited = (
  container: Json,
  member: 'environment' | 'secrets',
  value: 'value' | 'valueFrom',
  edits: NamedEdits | undefined,
  said: string,
): readonly unknown[] | undefined => {
  const list = listAt(container, member, said)
  return edits === undefined ? list : editedEntries(list ?? [], value, edits)
}

const withoutNamed = (
  entries: readonly unknown[] | undefined,
  elsewhere: NamedEdits | undefined,
): { readonly entries: readonly unknown[] | undefined; readonly moved: readonly string[] } => {
  if (entries === undefined || elsewhere === undefined) return { entries, moved: [] }
  const names = entries.flatMap((entry) => (isObject(entry) ? (stringAt(entry, 'name') ?? []) : []))
  const moved = [...new Set(names)].filter((name) => elsewhere.set.has(name))
  return { entries: withoutEntries(entries, moved), moved: moved.map((name) => visible(name, 255)) }
}

const filesEdited = (container: Json, { environmentFiles }: ContainerEdits, said: string) => {
  if (environmentFiles === undefined) return undefined
  const files = listAt(container, 'environmentFiles', said) ?? []
  const there = files.flatMap((file) => (isObject(file) ? [file.value] : []))
  const added = environmentFiles.filter((value) => !there.includes(value))
  return [...files, ...added.map((value) => ({ value, type: 's3' }))]
}

const logEdited = (
  container: Json,
  { logDriver, logOptions }: ContainerEdits,
  said: string,
): Json | undefined => {
  if (logDriver === undefined && logOptions === undefined) return undefined
  const log = mapAt(container, 'logConfiguration', said)
  const driver = logDriver ?? stringAt(log, 'logDriver')
  if (driver === undefined) {
    throw new UserError(
      `${said} has no log driver for the options. Set input 'log-configuration-log-driver', such as awslogs.`,
    )
  }
  const options = mapEdited(log, 'options', logOptions, `${said}, logConfiguration`)
  return { ...log, logDriver: driver, ...(options === undefined ? {} : { options }) }
}

const mapEdited = (from: Json, member: string, edits: NamedEdits | undefined, said: string) =>
  edits === undefined ? undefined : editedMembers(mapAt(from, member, said), edits)

const mapAt = (from: Json, member: string, said: string): Json => {
  if (isAbsent(from, member)) return {}
  const map = objectAt(from, member)
  if (map !== undefined) return map
  throw new UserError(`${said}: '${member}' is no object. Correct it in the task definition.`)
}

const listAt = (from: Json, member: string, said: string): readonly unknown[] | undefined => {
  if (isAbsent(from, member)) return undefined
  const list = from[member]
  if (Array.isArray(list)) return list
  throw new UserError(`${said}: '${member}' is no list. Correct it in the task definition.`)
}

const isAbsent = (from: Json, member: string): boolean =>
  !Object.hasOwn(from, member) || from[member] === null
