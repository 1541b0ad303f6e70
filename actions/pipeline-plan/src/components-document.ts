import { UserError } from '@ci-kit/core/errors'
import { isObject } from '@ci-kit/core/json'
import type { Workspace } from '@ci-kit/core/workspace'
import { parseYaml, type YamlDocument, yamlDocument } from '@ci-kit/core/yaml'
import { missingPaths, missingProblem } from './missing-paths.ts'
import type { Place } from './place.ts'
import { settingsIn } from './settings/settings.ts'

const ADVICE = 'Correct the YAML.'

/**
 * Checks every component of a text in the format of detect-changes' filters,
 * also those that are not selected, so that a mistake is seen in the run that
 * brings it: a component whose folder is not there would never be selected.
 * Throws {@link UserError} that names line, component and member.
 */
export const checkComponents = (text: string, origin: string, workspace: Workspace): void => {
  const components = parseYaml(text, origin)
  if (!isObject(components)) {
    throw new UserError(`${origin} holds no map of components. Pass the filters of detect-changes.`)
  }
  const document = yamlDocument(text, origin, ADVICE)
  const missing = Object.entries(components).flatMap(([component, entry]) => {
    // All else is patterns in one of their forms, which detect-changes checks.
    if (!isObject(entry) || !(Object.hasOwn(entry, 'paths') || Object.hasOwn(entry, 'needs'))) {
      return []
    }
    const place: Place = {
      origin,
      component,
      members: [],
      lineOf: (members) => lineOf(document, [component, ...members]),
    }
    return missingPaths(entry, settingsIn(entry, place), place, workspace)
  })
  if (missing.length > 0) throw missingProblem(origin, missing)
}

/** The line of a member's name, or of the nearest thing above it that stands in the text itself. */
const lineOf = ({ document, lineOf }: YamlDocument, way: readonly string[]): number | undefined => {
  for (let length = way.length; length > 0; length -= 1) {
    const parent: unknown =
      length === 1 ? document.contents : document.getIn(way.slice(0, length - 1), true)
    const offset = keyOffset(parent, way[length - 1])
    if (offset !== undefined) return lineOf(offset)
  }
  return undefined
}

/** Where the name of a member starts in a map of the parser. */
const keyOffset = (map: unknown, name: string | undefined): number | undefined => {
  const pairs: readonly unknown[] = isObject(map) && Array.isArray(map.items) ? map.items : []
  for (const pair of pairs) {
    const key = isObject(pair) ? pair.key : undefined
    if (!isObject(key) || String(key.value) !== name || !Array.isArray(key.range)) continue
    const [start]: readonly unknown[] = key.range
    return typeof start === 'number' ? start : undefined
  }
  return undefined
}
