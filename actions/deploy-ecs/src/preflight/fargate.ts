import { stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { cpuUnits, memoryMib } from '@ci-kit/ecs/task-definition/task-size'
import { error, type Finding, warning } from './finding.ts'
import { isFargate, type Subject } from './subject.ts'

/** Memory in MiB by CPU units: the least, the most, and the step between (RegisterTaskDefinition, `memory`). */
const SIZES: Readonly<Record<number, { from: number; to: number; step: number }>> = {
  512: { from: 1_024, to: 4_096, step: 1_024 },
  1024: { from: 2_048, to: 8_192, step: 1_024 },
  2048: { from: 4_096, to: 16_384, step: 1_024 },
  4096: { from: 8_192, to: 30_720, step: 1_024 },
  8192: { from: 16_384, to: 61_440, step: 4_096 },
  16384: { from: 32_768, to: 122_880, step: 8_192 },
}
const SMALLEST = { cpu: 256, memory: [512, 1_024, 2_048] } as const
const LARGEST_CPU = 16_384

/** What Fargate asks of a task definition: a size that it has, and network mode awsvpc. */
export const fargateFindings = (subject: Subject): readonly Finding[] => {
  if (!isFargate(subject)) return []
  const { taskDefinition } = subject
  const mode = stringAt(taskDefinition, 'networkMode')
  const network =
    mode === 'awsvpc'
      ? []
      : [
          error(
            `Fargate needs network mode awsvpc, and the task definition has ${mode === undefined ? 'none' : `'${visible(mode, 50)}'`}. Set networkMode to awsvpc.`,
          ),
        ]
  return [...network, ...sizeOf(taskDefinition.cpu, taskDefinition.memory)]
}

const sizeOf = (cpuText: unknown, memoryText: unknown): readonly Finding[] => {
  const [cpu, memory] = [cpuUnits(textOf(cpuText)), memoryMib(textOf(memoryText))]
  if (cpu === undefined || memory === undefined)
    return [
      error(
        `Fargate needs cpu and memory of the task, and the task definition has ${shown('cpu', cpuText)} and ${shown('memory', memoryText)}. Set both, such as cpu 256 and memory 512.`,
      ),
    ]
  if (isSize(cpu, memory)) return []
  if (cpu > LARGEST_CPU)
    return [warning(`Whether Fargate has tasks with cpu ${cpu} and memory ${memory} is not known.`)]
  return [error(`Fargate has no tasks with cpu ${cpu} and memory ${memory} MiB. ${advice(cpu)}`)]
}

/** Some write numbers, which ECS's own tools turn into text. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

const isSize = (cpu: number, memory: number): boolean => {
  if (cpu === SMALLEST.cpu) return SMALLEST.memory.some((each) => each === memory)
  const range = SIZES[cpu]
  if (range === undefined) return false
  return memory >= range.from && memory <= range.to && memory % range.step === 0
}

const advice = (cpu: number): string => {
  if (cpu === SMALLEST.cpu) return `With cpu ${cpu}, memory is 512, 1024 or 2048.`
  const range = SIZES[cpu]
  return range === undefined
    ? `cpu is ${[SMALLEST.cpu, ...Object.keys(SIZES)].join(', ')}.`
    : `With cpu ${cpu}, memory is ${range.from} to ${range.to} in steps of ${range.step}.`
}

const shown = (name: string, value: unknown): string =>
  value === undefined || value === null ? `no ${name}` : `${name} '${visible(String(value), 50)}'`
