import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Built, Component } from './component.ts'
import { entryError } from './entry-fields.ts'

/** Refuses `needs` that name no entry, that go round in circles, or that hide a build context. */
export const checkNeeds = (components: readonly Component[]): void => {
  const byName = new Map(components.map((component) => [component.name, component]))
  for (const { name, needs, buildContexts } of components) {
    const unknown = needs.find((needed) => !byName.has(needed))
    if (unknown !== undefined)
      throw entryError(
        `'${name}'`,
        `'needs' names '${visible(unknown, 100)}', which is no entry. The entries are ${[...byName.keys()].join(', ')}.`,
      )
    const hidden = needs.find((needed) =>
      buildContexts.some((each) => each.startsWith(`${needed}=`)),
    )
    if (hidden !== undefined)
      throw entryError(
        `'${name}'`,
        `'${hidden}' is in both 'needs' and 'build-contexts'. Give the build context another name.`,
      )
  }
  const circle = firstCircle(byName)
  if (circle === undefined) return
  throw new UserError(
    `Input 'components': ${circle.join(' needs ')}. Take one of these out of 'needs', so that one of them can be built first.`,
  )
}

/** A path from an entry back to itself, found without recursion: the list may be one long chain. */
const firstCircle = (byName: ReadonlyMap<string, Component>): readonly string[] | undefined => {
  const left = new Map([...byName].map(([name, { needs }]) => [name, needs]))
  for (let size = -1; size !== left.size; ) {
    size = left.size
    for (const [name, needs] of left) if (!needs.some((each) => left.has(each))) left.delete(name)
  }
  // Each that is left needs one that is left, so a walk along those comes back to where it has been.
  const path: string[] = []
  let [name] = left.keys()
  while (name !== undefined && !path.includes(name)) {
    path.push(name)
    name = left.get(name)?.find((each) => left.has(each))
  }
  return name === undefined ? undefined : [...path.slice(path.indexOf(name)), name]
}

/** Named build contexts for `--build-context` that stand for the images of the needed components. */
export const neededContexts = (needed: ReadonlyMap<string, Built>): readonly string[] =>
  [...needed].map(([name, { repository, digest, layout }]) =>
    layout === undefined
      ? `${name}=docker-image://${repository}@${digest}`
      : `${name}=oci-layout://${layout}@${digest}`,
  )
