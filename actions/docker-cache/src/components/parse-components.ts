import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Component } from './component.ts'
import { componentOf } from './component-entry.ts'
import { checkNeeds } from './needs.ts'
import { withSharedImages } from './shared-images.ts'

/** More images than that belong into several jobs; GitHub's own limit of a matrix. */
const MAX_COMPONENTS = 256
const MAX_CHARACTERS = 256 * 1024

/**
 * Reads the input `components`: a list in JSON or YAML, [] for an empty one.
 * `parse` reads YAML and is called only for what is no JSON, so that the YAML
 * parser need not be loaded when {@link isJsonList} holds. Throws
 * {@link UserError} that names the entry, the value and the fix.
 */
export const parseComponents = (
  text: string,
  parse: (yaml: string) => unknown,
): readonly Component[] => {
  if (text.length > MAX_CHARACTERS)
    throw new UserError(
      `Input 'components' has ${text.length} characters, ${MAX_CHARACTERS} are allowed. Build fewer images in one job.`,
    )
  const list = jsonList(text) ?? parse(text) ?? []
  if (!Array.isArray(list))
    throw new UserError(
      "Input 'components' is no list. Start each entry with '- name: …', or pass a JSON list.",
    )
  if (list.length > MAX_COMPONENTS)
    throw new UserError(
      `Input 'components' has ${list.length} entries, ${MAX_COMPONENTS} are allowed. Spread them over several jobs.`,
    )
  const components = list.map((entry: unknown, index) => componentOf(entry, index + 1))
  refuseDuplicates(components)
  checkNeeds(components)
  return withSharedImages(components)
}

/** Whether a text can be read without a YAML parser. */
export const isJsonList = (text: string): boolean => jsonList(text) !== undefined

const jsonList = (text: string): readonly unknown[] | undefined => {
  if (text.trim() === '') return []
  if (!/^\s*\[/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : undefined
  } catch {
    // A YAML list may start with a bracket too: its parser says what is wrong.
    return undefined
  }
}

const refuseDuplicates = (components: readonly Component[]): void => {
  const seen = new Set<string>()
  for (const { name } of components) {
    if (seen.has(name))
      throw new UserError(
        `Input 'components' has the name '${visible(name)}' twice. Give each entry a name of its own.`,
      )
    seen.add(name)
  }
}

/** Refuses a run in which one reference would name two images. References as the tags' rules made them. */
export const refuseSharedReferences = (
  planned: readonly { readonly name: string; readonly references: readonly string[] }[],
): void => {
  const owners = new Map<string, string>()
  for (const { name, references } of planned) {
    for (const reference of references) {
      const owner = owners.get(reference)
      if (owner !== undefined && owner !== name)
        throw new UserError(
          `Input 'components': '${owner}' and '${name}' would both be tagged ${visible(reference)}. Give one of them another 'image-name', or other 'tags'.`,
        )
      owners.set(reference, name)
    }
  }
}
