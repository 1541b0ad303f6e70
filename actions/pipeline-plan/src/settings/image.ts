import { visible } from '@ci-kit/core/log'
import { repositoryFault } from '@ci-kit/oci/reference-grammar'
import { below, type Place, problemAt } from '../place.ts'
import { platformsFault } from '../platform.ts'
import { checkMembers, given, lineIn, linesIn, mapIn, pathIn } from '../values.ts'

/** What a component says of its image; undefined members stand for the defaults. */
export type ImageSettings = {
  /** In the registry, without its host. */
  readonly name: string | undefined
  readonly file: string | undefined
  readonly context: string | undefined
  /** '' for the last stage. */
  readonly target: string
  readonly platforms: readonly string[] | undefined
  /** Lines `NAME=value`. */
  readonly buildArgs: readonly string[]
}

export type ImageWanted =
  /** Says nothing: an image where the folder of the component holds a Dockerfile. */
  | { readonly kind: 'where-a-dockerfile-is' }
  | { readonly kind: 'none' }
  | { readonly kind: 'image'; readonly image: ImageSettings }

const MEMBERS = ['name', 'file', 'context', 'target', 'platforms', 'build-args']

/** Reads member `image`. */
export const imageIn = (value: unknown, place: Place): ImageWanted => {
  if (value === false) return { kind: 'none' }
  const image = mapIn(value, place, "'{ file: services/api/Dockerfile }', or false for no image")
  checkMembers(image, MEMBERS, place)
  const read = <T>(name: string, of: (value: unknown, at: Place) => T): T | undefined => {
    const member = given(image, name)
    return member === undefined ? undefined : of(member, below(place, name))
  }
  return {
    kind: 'image',
    image: {
      name: read('name', nameIn),
      file: read('file', pathIn),
      context: read('context', pathIn),
      target: read('target', targetIn) ?? '',
      platforms: read('platforms', platformsIn),
      buildArgs: read('build-args', buildArgsIn) ?? [],
    },
  }
}

const nameIn = (value: unknown, place: Place): string => {
  const text = lineIn(value, place)
  const fault = repositoryFault(text)
  if (fault === undefined) return text
  throw problemAt(
    place,
    `'${visible(text, 200)}' is no name of an image without registry and tag: ${fault.replace(/\.$/, '')}`,
  )
}

const targetIn = (value: unknown, place: Place): string => {
  const text = lineIn(value, place)
  if (/^[A-Za-z0-9][\w.-]{0,127}$/.test(text)) return text
  throw problemAt(
    place,
    `'${visible(text, 100)}' is no name of a stage. Use letters, digits and _ . -`,
  )
}

/** A list, or text with commas as in input `platforms`. */
const platformsIn = (value: unknown, place: Place): readonly string[] => {
  const platforms = linesIn(value, place).flatMap((line) =>
    line.split(',').map((one) => one.trim()),
  )
  const distinct = [...new Set(platforms)]
  const fault = platformsFault(distinct)
  if (fault === undefined) return distinct
  throw problemAt(place, fault)
}

const buildArgsIn = (value: unknown, place: Place): readonly string[] =>
  Object.entries(mapIn(value, place, "'{ NODE: node:24 }'")).map(([name, argument]) => {
    const at = below(place, name)
    if (!/^[A-Za-z_]\w{0,199}$/.test(name)) {
      throw problemAt(at, 'it is no name of a build argument. Use letters, digits and _')
    }
    // It may be empty: ARG has no other way to be set to nothing.
    return `${name}=${argument === '' || argument === null ? '' : lineIn(argument, at)}`
  })
