import { cacheFolder, onPath } from '@ci-kit/tooling/paths'
import type { Tools } from '@ci-kit/tooling/tools'
import { baseImage } from './base-images.ts'
import { BASES, type Ingredients } from './base-recipes.ts'
import { pushImage } from './push-image.ts'

/**
 * Makes the base images of the example from what this machine has and pushes
 * them, so that the builds need no network. Answers references by build
 * argument. With Docker, or where no Debian packages can be had, it answers
 * nothing: then BuildKit pulls the public images that the Dockerfiles name.
 */
export const pushBases = async (
  ingredients: Omit<Ingredients, 'busybox'>,
  tools: Tools,
  registry: string,
): Promise<Record<string, string>> => {
  if (tools.engine === 'docker' || onPath('apt-get') === undefined) {
    ingredients.say('Base images: the public ones of the Dockerfiles, which needs the network.')
    return {}
  }
  ingredients.say('Base images: Node, Python and busybox, put together on this machine.')
  const { busybox } = tools
  const pushed: [string, string][] = []
  for (const base of BASES) {
    const image = await baseImage(base, cacheFolder(), { ...ingredients, busybox })
    pushed.push([
      base,
      await pushImage(registry, `base/${base.toLowerCase()}`, image, ingredients.signal),
    ])
  }
  return Object.fromEntries(pushed)
}
