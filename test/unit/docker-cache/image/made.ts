import { makeImage } from '@ci-kit/docker-cache/image/make-image'
import { prepareImage } from '@ci-kit/docker-cache/image/prepare-image'
import type { BuildFailed } from '@ci-kit/docker-cache/image/run-build'
import { makingSettings } from '@ci-kit/docker-cache/tasks/making-settings'
import { onlyRequest } from '@ci-kit/docker-cache/tasks/only-request'
import { NOW } from '../fake-ports.ts'
import { type World, world } from '../fake-run.ts'
import { inputsOf } from './inputs-of.ts'

/** Everything up to the point where an image is looked for. */
export const prepared = (given: Readonly<Record<string, string>> = {}, around: World = {}) => {
  const inputs = inputsOf(given)
  const made = world(around)
  const ports = { ...made.ports, now: new Date(NOW) }
  const { plan, source } = prepareImage(onlyRequest(inputs), inputs, ports)
  return { ...made, plan, source, settings: makingSettings(inputs) }
}

/** Finds or builds the image of these inputs. */
export const making = (given: Readonly<Record<string, string>> = {}, around: World = {}) => {
  const world = prepared(given, around)
  const failures: BuildFailed[] = []
  const image = makeImage(world.plan, world.source, world.settings, world.ports, (failed) =>
    failures.push(failed),
  )
  return { ...world, image, failures }
}

/** A whole run: the image has its tags, and what follows is done. */
export const made = async (given: Readonly<Record<string, string>> = {}, around: World = {}) => {
  const world = making(given, around)
  const image = await world.image
  await image.tag(world.plan.tags)
  await image.remember()
  return { ...world, image, facts: await image.finish() }
}
