import { syntaxImage } from './directives.ts'
import type { Dockerfile, Given, Instruction, Source, Stage } from './dockerfile.ts'
import { logicalLines } from './logical-lines.ts'
import { contextNamed } from './named-contexts.ts'
import { outsideSource } from './sources.ts'
import { expanded, globalScope } from './stage-scopes.ts'
import { type Lookup, lookupIn } from './variables.ts'

/**
 * Reads a Dockerfile as BuildKit 0.32 does, but refuses nothing: what BuildKit
 * would refuse stands in the result as far as it can be read, and a source that
 * cannot be known is of kind `unknown`. Takes time in proportion to the text.
 */
export const parseDockerfile = (text: string, given: Given): Dockerfile => {
  const { directives, escapeToken, comments, instructions } = logicalLines(text)
  const firstFrom = instructions.findIndex(isFrom)
  const head = firstFrom === -1 ? instructions : instructions.slice(0, firstFrom)
  const globalArgs = head.filter(({ name }) => name === 'ARG')
  const lookup = lookupIn(globalScope(globalArgs, given, escapeToken))
  const groups = stageGroups(instructions.slice(head.length))
  return {
    given,
    directives,
    escapeToken,
    frontend: syntaxImage(text, given.buildArgs),
    comments,
    globalArgs,
    stages: stagesOf(groups, given, lookup, escapeToken),
  }
}

const isFrom = ({ name }: Instruction): boolean => name === 'FROM'

type StageGroup = { readonly from: Instruction; readonly instructions: Instruction[] }

const stageGroups = (instructions: readonly Instruction[]): StageGroup[] => {
  const groups: StageGroup[] = []
  for (const instruction of instructions) {
    if (isFrom(instruction)) groups.push({ from: instruction, instructions: [] })
    else groups.at(-1)?.instructions.push(instruction)
  }
  return groups
}

const stagesOf = (
  groups: readonly StageGroup[],
  given: Given,
  lookup: Lookup,
  escapeToken: string,
): Stage[] => {
  const earlier = new Map<string, number>()
  return groups.map(({ from, instructions }, index) => {
    const [written = '', as, alias] = from.text.split(/\s+/)
    const name = as?.toLowerCase() === 'as' ? alias?.toLowerCase() : undefined
    const base = baseOf({ written, name }, given, earlier, expanded(written, lookup, escapeToken))
    if (name !== undefined) earlier.set(name, index)
    const platform = from.flags.find((flag) => flag.name === 'platform')?.value
    return { index, name, from, base, platform, instructions }
  })
}

/** A context with the name of the stage stands for the whole stage. */
const baseOf = (
  { written, name }: { readonly written: string; readonly name: string | undefined },
  given: Given,
  earlier: ReadonlyMap<string, number>,
  reference: string | undefined,
): Source => {
  const context = name === undefined ? undefined : contextNamed(given, name)
  if (context !== undefined) return { kind: 'context', name: context }
  if (!reference) return { kind: 'unknown', text: written }
  const index = earlier.get(reference)
  return index === undefined ? outsideSource(given, reference) : { kind: 'stage', index }
}
