import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { essentialContainers } from '../diagnosis/container-facts.ts'
import { hintFor } from '../diagnosis/hints.ts'
import type { Task } from '../model/task.ts'
import type { ContainerEnd } from './one-off-task.ts'

type TaskVerdict = {
  readonly succeeded: boolean
  readonly containers: readonly ContainerEnd[]
  /** Whole sentences, safe to print. */
  readonly message: string
}

/**
 * What the end of a stopped task means. It succeeded when every essential
 * container ended by itself with 0; one that somebody or something stopped may
 * have ended with 0 before it was done.
 */
export const judgeTask = (task: Task, definition: Json): TaskVerdict => {
  const containers = containerEnds(task, definition)
  const essential = containers.filter(({ isEssential }) => isEssential)
  const endedByItself = task.stopCode === '' || task.stopCode === 'EssentialContainerExited'
  const succeeded =
    endedByItself && essential.length > 0 && essential.every(({ exitCode }) => exitCode === 0)
  return { succeeded, containers, message: sentences(task, containers, succeeded).join(' ') }
}

const containerEnds = (task: Task, definition: Json): readonly ContainerEnd[] => {
  const essential = essentialContainers(definition)
  return task.containers.map(({ name, exitCode, reason }) => ({
    name,
    isEssential: essential.has(name),
    exitCode,
    reason,
    hint: exitCode === 0 ? '' : hintFor({ stopCode: task.stopCode, exitCode, reason }),
  }))
}

const sentences = (
  task: Task,
  containers: readonly ContainerEnd[],
  succeeded: boolean,
): readonly string[] => {
  const odd = containers.filter(({ exitCode }) => exitCode !== 0)
  const name = `Task ${visible(task.id, 100)}`
  if (succeeded) return [`${name} succeeded.`, ...odd.map(containerSentence)]
  const why = [task.stopCode, task.stoppedReason].filter((text) => text !== '').join(': ')
  const stopped = why === '' ? 'ECS names no reason' : visible(why, 500)
  const told = odd.map(containerSentence)
  const hint = odd.some((container) => container.hint !== '') ? [] : taskHint(task)
  return [`${name} failed (${stopped}).`, ...told, ...hint]
}

const taskHint = ({ stopCode, stoppedReason }: Task): readonly string[] => {
  const hint = hintFor({ stopCode, exitCode: undefined, reason: stoppedReason })
  return hint === '' ? [] : [`This means: ${hint}`]
}

const containerSentence = ({ name, exitCode, reason, hint, isEssential }: ContainerEnd): string => {
  const ended = exitCode === undefined ? 'has no exit code' : `ended with exit code ${exitCode}`
  const why = reason === '' ? '' : ` (${visible(reason, 500)})`
  const weight = isEssential ? '' : ', which is not essential,'
  return `Container ${visible(name, 255)}${weight} ${ended}${why}${hint === '' ? '.' : `: ${hint}`}`
}
