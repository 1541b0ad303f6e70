import { type CopySources, copySources, inContext } from './copy-sources.ts'
import type { Dockerfile, Instruction, Source } from './dockerfile.ts'
import { mountsOf } from './mounts.ts'
import { reaches, reachesSurely } from './path-pattern.ts'
import { sourceReader } from './sources.ts'
import { reachableStages } from './stage-graph.ts'
import { expanded, type Visit, walkStages } from './stage-scopes.ts'
import { taint, taintedGlobals, usesAny } from './tainted-variables.ts'

/** What is different from an earlier build of the same Dockerfile. */
export type Changed = {
  /** Relative to the context, with `/`: new, removed or with other content or mode. */
  readonly files: readonly string[]
  /** Build arguments with another value, or given in one of the builds only. */
  readonly args: readonly string[]
  /** The Dockerfile itself, which may be any of its lines. */
  readonly dockerfile: boolean
  /** Images as the Dockerfile names them, and names of contexts, that are others now. */
  readonly bases: readonly string[]
}

export type Affected = {
  readonly stage: number
  readonly line: number
  /** Keyword and operands as written, without flags. */
  readonly text: string
}

/** Arguments that change every step although no instruction names them. */
const EVERYWHERE = ['SOURCE_DATE_EPOCH', 'BUILDKIT_SYNTAX', 'BUILDKIT_CACHE_MOUNT_NS']

/**
 * The first instruction of each stage that a change reaches: it and what
 * follows in the stage will miss the cache. Says more rather than less: a copy
 * of an affected stage counts, though BuildKit may find that the copied files
 * are the same.
 */
export const firstAffected = (
  dockerfile: Dockerfile,
  target: string | undefined,
  changed: Changed,
): Affected[] => {
  const reachable = reachableStages(dockerfile, target)
  const taken = Map.groupBy(contextUse(dockerfile, target), ({ stage }) => stage)
  const reads = sourceReader(dockerfile)
  const globals = taintedGlobals(dockerfile, new Set(changed.args))
  const everywhere = changed.dockerfile || changed.args.some((name) => EVERYWHERE.includes(name))
  const affected = new Map<number, Affected>()
  const tainted = new Map<number, ReadonlySet<string>>()
  for (const stage of reachable) {
    const { index, base, from } = stage
    const names = new Set(base.kind === 'stage' ? tainted.get(base.index) : [])
    tainted.set(index, names)
    const isAffected = (source: Source) => sourceAffected(source, changed, affected)
    const starts = everywhere || isAffected(base) || usesAny(wholeText(from), globals)
    if (starts) affected.set(index, described(index, from))
    for (const { instruction, takes } of taken.get(index) ?? []) {
      const reached =
        usesChanged(instruction, names) ||
        reads(instruction).some(isAffected) ||
        changed.files.some(takes)
      taint(instruction, names, globals, dockerfile)
      if (reached && !affected.has(index)) affected.set(index, described(index, instruction))
    }
  }
  return reachable.flatMap(({ index }) => affected.get(index) ?? [])
}

const sourceAffected = (
  source: Source,
  { bases, args }: Changed,
  affected: ReadonlyMap<number, Affected>,
): boolean => {
  if (source.kind === 'stage') return affected.has(source.index)
  if (source.kind === 'image') return bases.includes(source.reference)
  if (source.kind === 'context') return bases.includes(source.name)
  return source.kind === 'unknown' && (bases.length > 0 || args.length > 0)
}

const described = (stage: number, { line, name, text }: Instruction): Affected => ({
  stage,
  line,
  text: `${name} ${text}`,
})

/** RUN sees every variable in its environment; others only those that they name. */
const usesChanged = (instruction: Instruction, names: ReadonlySet<string>): boolean => {
  if (instruction.name === 'RUN') return names.size > 0
  return (
    /^(?:COPY|ADD|WORKDIR|USER)$/.test(instruction.name) && usesAny(wholeText(instruction), names)
  )
}

const wholeText = ({ flags, text, heredocs }: Instruction): string =>
  [...flags.map(({ value }) => value), text, ...heredocs.map(({ content }) => content)].join('\n')

type ContextUse = {
  readonly stage: number
  readonly instruction: Instruction
  /** Paths and patterns that it reads; undefined for one that cannot be known. */
  readonly paths: readonly (string | undefined)[]
  /** Whether it copies the folders above what it names, too. */
  readonly parents: boolean
  /** Whether the instruction reads this file of the context, or may read it. */
  readonly takes: (file: string) => boolean
}

/** What each instruction of the stages that the target needs reads of the context. */
export const contextUse = (dockerfile: Dockerfile, target: string | undefined): ContextUse[] =>
  walkStages(dockerfile, target, (visit) => {
    const { stage, instruction } = visit
    const bound = boundPaths(visit, dockerfile.escapeToken)
    const copied = copySources(instruction, visit.lookup, dockerfile.escapeToken)
    const excluded = surelyExcluded(copied)
    const takes = (file: string) =>
      copied.unknown.length > 0 ||
      bound.some((path) => path === undefined || reaches(path, file)) ||
      (copied.paths.some((path) => reaches(path, file)) && !excluded(file))
    const unknown = copied.unknown.map(() => undefined)
    const paths = [...copied.paths, ...bound, ...unknown]
    return [{ stage: stage.index, instruction, paths, parents: copied.parents, takes }]
  })

/** Where `RUN --mount=type=bind` without `from` looks into the context. */
const boundPaths = ({ instruction, lookup }: Visit, escapeToken: string): (string | undefined)[] =>
  mountsOf(instruction)
    .filter(({ type, from }) => !from && !/^(?:cache|tmpfs|secret|ssh)$/i.test(type))
    .map(({ fields }) => {
      const path = expanded(fields.get('source') ?? '', lookup, escapeToken)
      return path === undefined ? undefined : inContext(path)
    })

/**
 * Patterns count from the copied folder, which is known to be the context's
 * root only when that is copied whole. An exception, `!x`, makes all of them
 * uncertain.
 */
const surelyExcluded = ({ paths, exclude }: CopySources): ((file: string) => boolean) => {
  const patterns = exclude.flatMap((pattern) => pattern ?? [])
  const certain =
    paths.every((path) => path === '') && !patterns.some((pattern) => pattern.startsWith('!'))
  return (file) => certain && patterns.some((pattern) => reachesSurely(inContext(pattern), file))
}
