import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { RegisteredTaskDefinition, TaskDefinitions } from '../ecs.ts'
import type { TaskDefinitionSource } from './edits.ts'
import { withoutEmptyValues } from './empty-values.ts'
import { readTaskDefinition, type TaskDefinitionFiles } from './read-file.ts'
import { registeredDocument } from './registered-document.ts'

type SourcePorts = {
  readonly files: TaskDefinitionFiles
  readonly taskDefinitions: Pick<TaskDefinitions, 'describe'>
}

type ResolvedSource = {
  readonly document: Json
  /** Names it in messages: `Task definition 'web.json' …`, `Task definition arn:…`. */
  readonly origin: string
  /** What ECS answered, where it comes from there: nobody has to ask again. */
  readonly registered: RegisteredTaskDefinition | undefined
}

type SourceOptions = {
  /** ARN of what the service runs, undefined where there is no service. */
  readonly running: string | undefined
  /** Members whose empty values stay in what is read from a file, at every depth. */
  readonly keep: ReadonlySet<string>
}

/**
 * Reads the task definition that a deployment begins with. Only a file loses
 * its empty values: what ECS answers is what ECS takes. Rejects with a
 * {@link UserError}, an AwsRefusal, or what cancelled the action.
 */
export const resolveSource = async (
  source: TaskDefinitionSource,
  { running, keep }: SourceOptions,
  { files, taskDefinitions }: SourcePorts,
): Promise<ResolvedSource> => {
  if (source.kind === 'file') {
    const { document, origin } = await readTaskDefinition(source.path, files)
    return { document: withoutEmptyValues(document, keep), origin, registered: undefined }
  }
  const registered = await taskDefinitions.describe(
    source.kind === 'service' ? runningOne(running) : source.reference,
  )
  const origin = `Task definition ${visible(registered.arn, 300)}`
  return { document: registeredDocument(registered), origin, registered }
}

const runningOne = (running: string | undefined): string => {
  if (running !== undefined) return running
  throw new UserError(
    "The task definition is to come from the running service, and there is none. Set input 'task-definition' or 'task-definition-family'.",
  )
}
