import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { withoutAnswerOnly } from './answer-only.ts'
import { containersShape } from './container-shape.ts'
import { type Shape, shaped } from './shape.ts'
import { cpuUnits, memoryMib } from './task-size.ts'

/**
 * A task definition in the one spelling that all have which ECS treats alike:
 * members and named entries sorted, defaults and empty lists left out, `1 GB`
 * as `1024`. What is not known to mean the same stays different.
 */
export const normalised = (document: Json): Json =>
  shaped(withoutAnswerOnly(document), taskShape(document))

const taskShape = (document: Json): Shape => ({
  // Not on Windows, which has no bridge: its default is another one.
  ...(isForWindows(document) ? {} : { defaults: { networkMode: 'bridge' } }),
  emptyIsAbsent: ['inferenceAccelerators', 'placementConstraints', 'requiresCompatibilities'],
  objects: {
    proxyConfiguration: { lists: { properties: { of: { defaults: { value: '' } }, by: 'name' } } },
  },
  lists: {
    containerDefinitions: containersShape(document.networkMode),
    tags: { of: { defaults: { value: '' } }, by: 'key' },
    volumes: { of: VOLUME },
  },
  rewrite: withPlainMembers,
})

/** `/` and nothing mean the same for a file system (documentation of EFSVolumeConfiguration). */
const VOLUME: Shape = {
  emptyIsAbsent: ['host'],
  objects: { efsVolumeConfiguration: { defaults: { rootDirectory: '/' } } },
}

const isForWindows = (document: Json): boolean =>
  stringAt(objectAt(document, 'runtimePlatform'), 'operatingSystemFamily')?.startsWith(
    'WINDOWS',
  ) === true

const withPlainMembers = (document: Json): Json => {
  const { cpu, memory, requiresCompatibilities: launch } = document
  const isTexts = Array.isArray(launch) && launch.every((one) => typeof one === 'string')
  return {
    ...document,
    ...(Object.hasOwn(document, 'cpu') ? { cpu: plainAmount(cpu, cpuUnits) } : {}),
    ...(Object.hasOwn(document, 'memory') ? { memory: plainAmount(memory, memoryMib) } : {}),
    ...(isTexts ? { requiresCompatibilities: [...new Set(launch)].toSorted() } : {}),
  }
}

const plainAmount = (value: unknown, read: (text: string) => number | undefined): unknown => {
  if (isObject(value) || Array.isArray(value) || value === null) return value
  const amount = read(String(value))
  return amount === undefined ? value : String(amount)
}
