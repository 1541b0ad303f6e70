import type { World } from '../fake-run.ts'
import { made } from './made.ts'
import { memoryRegistries } from './memory-registry.ts'
import { pushes } from './scripted-builder.ts'

export type Given = Readonly<Record<string, string>>

/** A run that builds and pushes, with what it leaves. */
export const earlier = async (given: Given = {}, around: World = {}) => {
  const registries = around.registries ?? memoryRegistries()
  const run = await made(given, { registries, builds: [pushes(registries)], ...around })
  return { ...run, registries }
}

/** A run after it, with why it builds; undefined when it takes what is there. */
export const later = async (
  registries: World['registries'],
  given: Given = {},
  around: World = {},
) => {
  const builds = [pushes(registries ?? memoryRegistries(), { note: 'again' })]
  const run = await made(given, { builds, ...(registries && { registries }), ...around })
  const reason = run.printed.find((line) => line.startsWith('The image is built: '))
  return { ...run, reason: reason?.slice('The image is built: '.length) }
}

export const NONE = 'no image of the same content is there.'
