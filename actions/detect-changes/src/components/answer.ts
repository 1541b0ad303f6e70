import type { Change } from '../change.ts'
import type { Component, Components } from '../component.ts'
import { type Included, included } from '../matching/included.ts'
import type { Answer, Cause, Selection } from '../selection.ts'
import { dependencyPaths } from './graph.ts'

/**
 * Which components the changes select, and why. An ignored file counts for
 * nothing, not even for `all-on`; a file of `all-on` selects every component;
 * then a component is selected by files of its own, or else because it needs
 * one that is.
 */
export const answerOf = (components: Components, changes: readonly Change[]): Answer => {
  const { allOn, ignore } = components
  const ignored = new Set(included([ignore], changes)[0]?.files)
  const counting = changes.filter((change) => !ignored.has(change))
  const lists = components.components.map(({ list }) => list)
  const [trigger = NONE, ...own] = included([allOn, ...lists], counting)
  return {
    selections: selectionsOf(components.components, own, causeOf('global', trigger)),
    docsOnly: changes.length > 0 && counting.length === 0,
  }
}

const NONE: Included = { files: [], rule: undefined }

const selectionsOf = (
  components: readonly Component[],
  own: readonly Included[],
  trigger: Cause | undefined,
): readonly Selection[] => {
  const causes = own.map((files) => causeOf('file', files))
  const changed = new Set(
    components.filter((_, at) => causes[at] !== undefined).map(({ name }) => name),
  )
  const paths = dependencyPaths(components, changed)
  return components.map((component, at) => ({
    component,
    cause: trigger ?? causes[at] ?? dependency(paths.get(component.name)),
    files: own[at]?.files ?? [],
  }))
}

const causeOf = (kind: 'file' | 'global', { files, rule }: Included): Cause | undefined => {
  const [change] = files
  return change === undefined || rule === undefined ? undefined : { kind, change, rule }
}

const dependency = (path: readonly string[] | undefined): Cause | undefined =>
  path && { kind: 'dependency', path }

/** Every component; `why` is the end of a sentence, as in {@link Cause}. */
export const everyComponent = ({ components }: Components, why: string): Answer => ({
  selections: components.map((component) => ({
    component,
    cause: { kind: 'everything', why },
    files: [],
  })),
  docsOnly: false,
})

/** No component. */
export const noComponent = ({ components }: Components): Answer => ({
  selections: components.map((component) => ({ component, cause: undefined, files: [] })),
  docsOnly: false,
})
