import type { Dockerfile, Given, Instruction, Stage } from './dockerfile.ts'
import { argPairs, envPairs } from './key-values.ts'
import { lexed } from './lex.ts'
import { reachableStages } from './stage-graph.ts'
import { effectiveInstructions } from './stage-instructions.ts'
import { type Lookup, lookupIn, platformArgs, type Scope, scopeOn } from './variables.ts'

/** A text with its variables replaced; undefined when that cannot be known. */
export const expanded = (text: string, lookup: Lookup, escapeToken: string): string | undefined =>
  lexed(text, { escapeToken, lookup })?.text

/** What FROM can use: the platforms and the ARG instructions before the first FROM. */
export const globalScope = (
  globalArgs: readonly Instruction[],
  { buildArgs, platform }: Given,
  escapeToken: string,
): Scope => {
  const scope = scopeOn('unset')
  for (const [name, value] of platformArgs(platform)) {
    scope.values.set(name, buildArgs.get(name) ?? value)
  }
  for (const { name, value } of globalArgs.flatMap(({ text }) => argPairs(text, escapeToken))) {
    const given = buildArgs.get(name)
    if (given !== undefined) scope.values.set(name, given)
    else if (value !== undefined) {
      scope.values.set(name, expanded(value, lookupIn(scope), escapeToken))
    }
  }
  return scope
}

/** An instruction in its stage with the variables as they are before it. */
export type Visit = {
  readonly stage: Stage
  readonly instruction: Instruction
  readonly lookup: Lookup
}

/** Goes through the stages that `target` is built from, in order, and collects what `visit` answers. */
export const walkStages = <T>(
  dockerfile: Dockerfile,
  target: string | undefined,
  visit: (at: Visit) => readonly T[],
): T[] => {
  const { globalArgs, given, escapeToken } = dockerfile
  const globals = lookupIn(globalScope(globalArgs, given, escapeToken))
  const scopes = new Map<number, Scope>()
  const found: T[] = []
  for (const stage of reachableStages(dockerfile, target)) {
    const scope = scopeOn(behind(stage, scopes))
    scopes.set(stage.index, scope)
    const lookup = lookupIn(scope)
    for (const instruction of effectiveInstructions(dockerfile, stage)) {
      for (const item of visit({ stage, instruction, lookup })) found.push(item)
      if (instruction.name === 'ARG') declare(instruction, scope, globals, dockerfile)
      if (instruction.name === 'ENV') assign(instruction, scope, escapeToken)
    }
  }
  return found
}

const behind = ({ base }: Stage, scopes: ReadonlyMap<number, Scope>): Scope['behind'] => {
  if (base.kind === 'scratch') return 'unset'
  return (base.kind === 'stage' && scopes.get(base.index)) || 'unknown'
}

/** As dispatchArg of dockerfile2llb: given value, own default, value of the global ARG. */
const declare = (
  { text }: Instruction,
  scope: Scope,
  globals: Lookup,
  { given, escapeToken }: Dockerfile,
): void => {
  for (const { name, value } of argPairs(text, escapeToken)) {
    const outside = given.buildArgs.get(name)
    const inherited = globals(name)
    if (outside !== undefined) scope.values.set(name, outside)
    else if (value !== undefined) {
      scope.values.set(name, expanded(value, lookupIn(scope), escapeToken))
    } else if (inherited.state === 'set') scope.values.set(name, inherited.value)
    else if (inherited.state === 'unknown') scope.values.set(name, undefined)
  }
}

/** All values of one ENV see the variables as they were before it. */
const assign = ({ text }: Instruction, scope: Scope, escapeToken: string): void => {
  const values = envPairs(text, escapeToken).map(
    ({ name, value = '' }): [string, string | undefined] => [
      name,
      expanded(value, lookupIn(scope), escapeToken),
    ],
  )
  for (const [name, value] of values) scope.values.set(name, value)
}
