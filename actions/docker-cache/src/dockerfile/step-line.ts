import type { StepName } from '../progress/step-name.ts'
import type { Dockerfile, Instruction, Stage } from './dockerfile.ts'
import { effectiveInstructions } from './stage-instructions.ts'

/**
 * The line of the step that BuildKit names `[stage n/m] INSTRUCTION`; undefined
 * when no instruction fits. Positions count a base image and every RUN, COPY,
 * ADD and WORKDIR (buildDispatchStates of dockerfile2llb). Triggers of a base
 * image come first and raise the count; their line is that of FROM.
 */
export const stepLine = (dockerfile: Dockerfile, step: StepName): number | undefined => {
  const stage = stageOf(dockerfile, step)
  if (!stage) return undefined
  const steps = effectiveInstructions(dockerfile, stage).filter(isStep)
  const { first, triggers } = before(stage, steps, step)
  const index = step.position - 1 - first - triggers
  if (index < 0) return stage.from.line
  const named = steps[index]
  if (named && fits(named, step)) return named.line
  // `WORKDIR /` and a base image without layers are counted but make no step.
  const later = steps.slice(index).find((candidate) => fits(candidate, step))
  return (later ?? (named && keyword(step) === named.name ? named : undefined))?.line
}

/**
 * Whether a step is in a stage of which BuildKit counts other steps than stand
 * in the file: triggers (ONBUILD) of a base image, or lines that it reads in
 * another way. Of stages with one name all have to fit.
 */
export const hasOtherSteps = (dockerfile: Dockerfile, step: StepName): boolean => {
  const { stages } = dockerfile
  const named = stages.filter(({ name }) => name !== undefined && name === step.stage)
  const own = stageOf(dockerfile, step)
  const possible = named.length > 0 ? named : own ? [own] : []
  return (
    possible.length === 0 ||
    possible.some((stage) => {
      const steps = effectiveInstructions(dockerfile, stage).filter(isStep)
      return step.count !== steps.length + baseCount(stage)
    })
  )
}

/** What is counted before the first instruction of a stage. */
const before = (stage: Stage, steps: readonly Instruction[], { count }: StepName) => {
  const first = baseCount(stage)
  return { first, triggers: Math.max(0, count - steps.length - first) }
}

const baseCount = ({ base }: Stage): number =>
  base.kind === 'scratch' || base.kind === 'stage' ? 0 : 1

const isStep = ({ name }: Instruction): boolean => /^(?:RUN|COPY|ADD|WORKDIR)$/.test(name)

const stageOf = (dockerfile: Dockerfile, { stage }: StepName): Stage | undefined => {
  const { stages } = dockerfile
  if (stage === undefined) return stages[0]
  const named = stages.findLast(({ name }) => name === stage)
  const [, index] = /^stage-(\d+)$/.exec(stage) ?? []
  return named ?? (index === undefined ? undefined : stages[Number(index)])
}

const keyword = ({ instruction }: StepName): string =>
  /^(?:ONBUILD )?(\S*)/i.exec(instruction)?.[1]?.toUpperCase() ?? ''

/** BuildKit prints the joined line with values for variables and, for some, without quotes. */
const fits = ({ name, text }: Instruction, step: StepName): boolean => {
  const [start = ''] = text.split('$')
  return keyword(step) === name && bare(step.instruction).includes(bare(start))
}

const bare = (text: string): string => text.replace(/[\s"'\\`]/g, '')
