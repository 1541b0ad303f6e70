import type { BuildOptions, NamedValue } from '../build/build-options.ts'
import type { Component } from '../components/component.ts'
import { isJsonList, parseComponents } from '../components/parse-components.ts'
import type { ImageRequest } from '../image/image-request.ts'
import { parsePlatforms } from '../inputs/build-options.ts'
import { repositoryOf } from '../inputs/repository.ts'
import type { Inputs } from '../inputs.ts'
import { parseTagRules } from '../tags/tag-rules.ts'
import type { Step } from './step.ts'

/** The components of the input; the parser of YAML is loaded only for a list that is not JSON. */
export const readComponents = async (
  { components: text }: Inputs,
  { yaml }: Pick<Step['ports'], 'yaml'>,
): Promise<readonly Component[]> => {
  const parsed = isJsonList(text) ? undefined : await yaml(text, "Input 'components'")
  return parseComponents(text, () => parsed)
}

/** What a component leaves out stands for the input of the same name; its lists are added to those of the inputs. */
export const componentRequest = (component: Component, inputs: Inputs): ImageRequest => {
  const origin = `Input 'components', entry '${component.name}': 'image-name'`
  const repository = repositoryOf(inputs.registry, component.imageName, origin)
  return {
    name: component.name,
    repository,
    options: componentOptions(component, inputs.options),
    tags: parseTagRules(
      component.tags.length > 0 ? component.tags.join('\n') : inputs.tags,
      repository,
    ),
    cacheScope: component.cacheScope ?? inputs.cache.scope,
    scopeSuffix: component.scopeSuffix,
    output: inputs.output,
  }
}

const componentOptions = (component: Component, options: BuildOptions): BuildOptions => ({
  ...options,
  context: component.context ?? options.context,
  file: component.file ?? options.file,
  target: component.target ?? options.target,
  platforms:
    component.platforms.length > 0
      ? parsePlatforms(component.platforms, 'components')
      : options.platforms,
  buildArgs: [...options.buildArgs, ...component.buildArgs],
  labels: [...options.labels, ...component.labels],
  buildContexts: [...options.buildContexts, ...component.buildContexts.map(namedContext)],
})

/** `name=source`, as its parser has checked. */
export const namedContext = (entry: string): NamedValue => {
  const equals = entry.indexOf('=')
  return { name: entry.slice(0, equals), value: entry.slice(equals + 1) }
}
