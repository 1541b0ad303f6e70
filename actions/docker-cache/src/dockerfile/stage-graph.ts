import type { Dockerfile, Source, Stage } from './dockerfile.ts'
import { sourceReader } from './sources.ts'
import { effectiveInstructions, isReplaced } from './stage-instructions.ts'

/** The stage that a build of `target` ends with: the named one, the last one without a name. */
export const targetStage = ({ stages }: Dockerfile, target?: string): Stage | undefined =>
  target === undefined || target === ''
    ? stages.at(-1)
    : stages.findLast(({ name }) => name === target.toLowerCase())

/**
 * The stages that the target is built from, in the order of the file. All of
 * them when there is no such target: BuildKit says what is wrong with it.
 */
export const reachableStages = (dockerfile: Dockerfile, target?: string): Stage[] => {
  const last = targetStage(dockerfile, target)
  if (!last) return [...dockerfile.stages]
  const sourcesOf = stageSources(dockerfile)
  const reached = new Set([last.index])
  // A set hands out what is added while it is gone through.
  for (const index of reached) {
    const stage = dockerfile.stages[index]
    for (const source of stage ? sourcesOf(stage) : []) {
      if (source.kind === 'stage') reached.add(source.index)
    }
  }
  return dockerfile.stages.filter(({ index }) => reached.has(index))
}

/** Everything that a stage is built from: its base, `COPY --from` and mounts. */
export const stageSources = (dockerfile: Dockerfile): ((stage: Stage) => Source[]) => {
  const read = sourceReader(dockerfile)
  return (stage) =>
    isReplaced(dockerfile, stage)
      ? [stage.base]
      : [stage.base, ...effectiveInstructions(dockerfile, stage).flatMap(read)]
}
