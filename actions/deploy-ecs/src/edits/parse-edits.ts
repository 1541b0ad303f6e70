import { UserError } from '@ci-kit/core/errors'
import type { InputReader } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import type {
  ContainerEdits,
  NamedEdits,
  TaskDefinitionEdits,
} from '@ci-kit/ecs/task-definition/edits'
import { parseCommand } from './command.ts'
import { parseEnvFiles } from './env-files.ts'
import { parseContainerNames, parseImage, parseImages } from './images.ts'
import { parseNamedLines } from './named-lines.ts'
import { parseSecretLines } from './secret-lines.ts'
import { parseLogDriver, parseRole, parseTaskCpu, parseTaskMemory } from './task-members.ts'

/**
 * Reads what a workflow wants to change in a task definition. All inputs about
 * a container are for each of `container-name`; `images` names its containers
 * itself. Throws {@link UserError} that names input, line and fix.
 */
export const parseEdits = (from: InputReader): TaskDefinitionEdits => {
  const names = parseContainerNames('container-name', from.read('container-name'))
  const common = commonEdits(from)
  refuseNameless(names, common, from)
  const containers = new Map<string, ContainerEdits>(names.map((name) => [name, common]))
  for (const [name, image] of parseImages('images', from.read('images'))) {
    if (containers.get(name)?.image !== undefined) {
      throw new UserError(
        `Inputs 'image' and 'images' both name an image for container '${visible(name, 255)}'. Keep one.`,
      )
    }
    containers.set(name, { ...containers.get(name), image })
  }
  return { containers, ...taskEdits(from) }
}

const commonEdits = (from: InputReader): ContainerEdits => ({
  ...optional(parseImage('image', from.read('image')), (image) => ({ image })),
  ...optional(named(from, 'environment-variables'), (environment) => ({ environment })),
  ...optional(parseSecretLines('secrets', from.read('secrets')), (secrets) => ({ secrets })),
  ...optional(parseEnvFiles('env-files', from.read('env-files')), (environmentFiles) => ({
    environmentFiles,
  })),
  ...optional(logDriver(from), (logDriver) => ({ logDriver })),
  ...optional(named(from, 'log-configuration-options'), (logOptions) => ({ logOptions })),
  ...optional(named(from, 'docker-labels'), (dockerLabels) => ({ dockerLabels })),
  ...optional(parseCommand('command', from.read('command')), (command) => ({ command })),
})

const taskEdits = (from: InputReader): Omit<TaskDefinitionEdits, 'containers'> => ({
  ...optional(parseTaskCpu('cpu', from.read('cpu')), (cpu) => ({ cpu })),
  ...optional(parseTaskMemory('memory', from.read('memory')), (memory) => ({ memory })),
  ...optional(role(from, 'task-role-arn'), (taskRoleArn) => ({ taskRoleArn })),
  ...optional(role(from, 'execution-role-arn'), (executionRoleArn) => ({ executionRoleArn })),
})

const logDriver = (from: InputReader): string | undefined =>
  parseLogDriver('log-configuration-log-driver', from.read('log-configuration-log-driver'))

const role = (from: InputReader, input: string): string | undefined =>
  parseRole(input, from.read(input))

const named = (from: InputReader, input: string): NamedEdits | undefined =>
  parseNamedLines(input, from.read(input), { form: 'KEY=value' })

/** A member that is left out where there is no value for it. */
const optional = <T, Members extends object>(
  value: T | undefined,
  members: (value: T) => Members,
): Partial<Members> => (value === undefined ? {} : members(value))

/** In the order of the README. */
const OF_CONTAINERS = [
  'image',
  'environment-variables',
  'secrets',
  'env-files',
  'log-configuration-log-driver',
  'log-configuration-options',
  'docker-labels',
  'command',
]

/** What is asked for would be left out in silence. */
const refuseNameless = (
  names: readonly string[],
  edits: ContainerEdits,
  from: InputReader,
): void => {
  if (names.length > 0 || Object.keys(edits).length === 0) return
  const input = OF_CONTAINERS.find((name) => from.read(name).trim() !== '')
  throw new UserError(
    `Input '${input}' is set, and 'container-name' is not. Add 'container-name: …' under 'with:', with the names of the containers that it is for.`,
  )
}
