import { isObject, type Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { repositoryFault } from '@ci-kit/oci/reference-grammar'
import type { Component } from './component.ts'
import { type EntryFields, entryError, entryFields, shownValue } from './entry-fields.ts'

const KEYS = [
  ...['name', 'image-name', 'context', 'file', 'target', 'args', 'needs'],
  ...['tags', 'platforms', 'labels', 'build-contexts', 'cache-scope'],
]

/**
 * A name is also that of a named build context, so BuildKit's grammar for
 * those holds: a repository name, not 64 hexadecimal digits, and not a word
 * that means something else (dockerui, namedcontext.go).
 */
const NAME = /^(?![0-9a-f]{64}$)[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/
const RESERVED = ['scratch', 'context']
const NAME_LIMIT = 100

const ARGUMENT = /^[A-Za-z_][A-Za-z0-9_.-]*(=|$)/
const PAIR = /^[^=\s"',]+=/
const PLATFORM = /^[a-z0-9_-]+(\/[a-z0-9._-]+){0,2}$/
/** A name, then the rest: `FROM` finds a context by its name in the grammar of image references. */
const BUILD_CONTEXT = /^[a-z0-9][a-z0-9._:/-]*=[^-]/

/** Checks one entry of the list; `position` counts from 1. */
export const componentOf = (entry: unknown, position: number): Component => {
  if (!isObject(entry)) throw entryError(`${position}`, `it is ${shownValue(entry)}. ${A_MAP}`)
  const name = nameOf(entry, position)
  const label = `'${name}'`
  const unknown = Object.keys(entry).find((key) => !KEYS.includes(key))
  if (unknown !== undefined)
    throw entryError(label, `'${visible(unknown, 100)}' is not known. Use ${KEYS.join(', ')}.`)
  const fields = entryFields(label, entry)
  const checked = (key: string, values: readonly string[], form: RegExp, example: string) => {
    const wrong = values.find((value) => !form.test(value))
    if (wrong === undefined) return values
    throw entryError(label, `'${key}' has ${shownValue(wrong)}. Use the form ${example}.`)
  }
  const contexts = fields.pairs('build-contexts')
  return {
    name,
    imageName: imageNameOf(label, fields),
    context: positional(label, fields),
    file: fields.text('file'),
    target: fields.text('target'),
    cacheScope: fields.text('cache-scope'),
    scopeSuffix: '',
    buildArgs: checked('args', fields.pairs('args'), ARGUMENT, "'NAME: value' or 'NAME=value'"),
    labels: checked('labels', fields.pairs('labels'), PAIR, "'name: value' or 'name=value'"),
    buildContexts: checked('build-contexts', contexts, BUILD_CONTEXT, "'name=folder'"),
    platforms: platformsOf(checked, fields),
    tags: fields.texts('tags'),
    needs: [...new Set(fields.texts('needs'))],
  }
}

const A_MAP = "Use a map with 'name' and 'image-name'."

const nameOf = (entry: Json, position: number): string => {
  const name = entryFields(`${position}`, entry).text('name')
  if (name === undefined) throw entryError(`${position}`, `'name' is missing. ${A_MAP}`)
  if (NAME.test(name) && name.length <= NAME_LIMIT && !RESERVED.includes(name)) return name
  throw entryError(
    `${position}`,
    `'name' is ${shownValue(name)}. Use up to ${NAME_LIMIT} of a-z, 0-9 and, between those, '.', '_' and '-'; not 'scratch' or 'context'.`,
  )
}

const imageNameOf = (label: string, fields: EntryFields): string => {
  const name = fields.text('image-name')
  if (name === undefined)
    throw entryError(label, "'image-name' is missing. Add the image's path, such as org/shop/api.")
  const fault = repositoryFault(name)
  if (fault === undefined) return name
  throw entryError(label, `'image-name' is ${shownValue(name)}: ${fault}`)
}

/** A positional argument: buildx has no `--`, so a leading dash would be an option. */
const positional = (label: string, fields: EntryFields): string | undefined => {
  const context = fields.text('context')
  if (context === undefined || !context.startsWith('-')) return context
  const shown = visible(context, 100)
  throw entryError(label, `'context' is '${shown}'. Write './${shown}' for a folder of that name.`)
}

type Check = (
  key: string,
  values: readonly string[],
  form: RegExp,
  example: string,
) => readonly string[]

/** As in the input, commas separate too. */
const platformsOf = (checked: Check, fields: EntryFields): readonly string[] => {
  const each = fields.texts('platforms').flatMap((text) => text.split(',').map((one) => one.trim()))
  return checked('platforms', each, PLATFORM, "'linux/amd64'")
}
