import { UserError } from '@ci-kit/core/errors'
import type { InputReader } from '@ci-kit/core/inputs'
import { isObject, type Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { yaml } from '@ci-kit/core/yaml'
import { ENTRY_INPUTS, SERVICE_NAME } from '@ci-kit/ecs/services/service-entry'

/** One service of the step, and where its inputs come from. */
export type ServiceEntry = {
  readonly name: string
  readonly needs: readonly string[]
  readonly inputs: InputReader
}

/** A step that takes longer than a job is none; DescribeServices takes ten at a time. */
const MOST_SERVICES = 50

/**
 * The services of the input `services`, undefined when it is empty. What an
 * entry does not say is read from the input of that name. Throws
 * {@link UserError} for what is no map of services, and for unknown members.
 */
export const serviceEntries = (from: InputReader): readonly ServiceEntry[] | undefined => {
  const value = yaml(from, 'services')
  if (value === undefined) return undefined
  if (!isObject(value) || Object.keys(value).length === 0)
    throw new UserError(
      "Input 'services' holds no map of services. Write names with their settings, such as 'api: { images: api=ghcr.io/org/api:1.4 }'.",
    )
  const entries = Object.entries(value)
  if (entries.length > MOST_SERVICES)
    throw new UserError(
      `Input 'services' has ${entries.length} services, ${MOST_SERVICES} are allowed. Use several steps.`,
    )
  return entries.map(([name, settings]) => entryOf(name, settings ?? {}, from))
}

const entryOf = (name: string, settings: unknown, from: InputReader): ServiceEntry => {
  const where = `Input 'services', '${visible(name, 100)}'`
  if (!SERVICE_NAME.test(name))
    throw new UserError(
      `${where} is no name of a service. Use letters, digits, '-' and '_', up to 255 characters.`,
    )
  if (!isObject(settings))
    throw new UserError(
      `${where}, is no map. Write settings by the names of inputs, such as 'images: …', or '{}' for none.`,
    )
  const known = new Set<string>(['needs', ...ENTRY_INPUTS])
  const unknown = Object.keys(settings).find((member) => !known.has(member))
  if (unknown !== undefined)
    throw new UserError(
      `${where}, has '${visible(unknown, 100)}', which is no setting of a service. Use ${[...known].join(', ')}.`,
    )
  return { name, needs: needsOf(settings.needs, where), inputs: entryReader(settings, where, from) }
}

/** As jobs of a workflow write it: one name or a list. */
const needsOf = (needs: unknown, where: string): readonly string[] => {
  const names: unknown[] = Array.isArray(needs) ? needs : [needs ?? []].flat()
  return names.map((each) => {
    if (typeof each === 'string' && each !== '') return each
    throw new UserError(`${where}, has 'needs' that are no names. Write 'needs: [other-service]'.`)
  })
}

/** Inputs that hold JSON or YAML themselves. */
const DOCUMENTS = new Set(['create', 'command', 'service-managed-ebs-volume'])

const entryReader = (settings: Json, where: string, from: InputReader): InputReader => {
  const texts = new Map(
    Object.entries(settings)
      .filter(([member]) => member !== 'needs')
      .map(([member, value]) => [
        member,
        DOCUMENTS.has(member) && typeof value === 'object'
          ? JSON.stringify(value)
          : textOf(value, `${where}, '${member}'`),
      ]),
  )
  return { read: (name) => texts.get(name) ?? from.read(name), mask: from.mask }
}

/** Lists are lines and maps are `name=value` lines, as the input of that name has them; deeper ones are JSON. */
const textOf = (value: unknown, where: string): string => {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((each) => lineOf(each, where)).join('\n')
  if (!isObject(value)) return String(value)
  const isFlat = Object.values(value).every((each) => !isObject(each) && !Array.isArray(each))
  if (!isFlat) return JSON.stringify(value)
  return Object.entries(value)
    .map(([name, each]) => (each === null ? `-${name}` : `${name}=${lineOf(each, where)}`))
    .join('\n')
}

const lineOf = (value: unknown, where: string): string => {
  const text = isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value ?? '')
  if (!/[\r\n]/.test(text)) return text
  throw new UserError(`${where} has a value of several lines. Write it as one line.`)
}
