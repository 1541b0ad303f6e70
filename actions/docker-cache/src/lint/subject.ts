import { type CopySources, copySources } from '../dockerfile/copy-sources.ts'
import type { Dockerfile, Instruction, Stage } from '../dockerfile/dockerfile.ts'
import { reachableStages, targetStage } from '../dockerfile/stage-graph.ts'
import { expanded, walkStages } from '../dockerfile/stage-scopes.ts'
import type { Lookup } from '../dockerfile/variables.ts'
import { type ShellCommand, shellCommands } from './shell-commands.ts'

/** What is known beside the Dockerfile. */
export type LintFacts = {
  /**
   * Content of the ignore file that the build uses; undefined when there is
   * none. '' when the context is not a local folder, so that nobody can tell.
   */
  readonly dockerignore: string | undefined
  /** Whether the image is a service that others ask for its health. */
  readonly expectsHealthcheck: boolean
  /** `User` in the configuration of the last stage's base image, where it has been read. */
  readonly baseUser?: string | undefined
  /** Size of the context, for the message about a missing .dockerignore. */
  readonly context?: { readonly files: number; readonly bytes: number } | undefined
}

/** An instruction with what the checks ask of it. */
export type CheckedInstruction = {
  readonly stage: Stage
  readonly instruction: Instruction
  readonly commands: readonly ShellCommand[]
  readonly copied: CopySources
  /** Its text with variables replaced; undefined when that cannot be known. */
  readonly text: string | undefined
  /** Which of the {@link SETTINGS} are set to something before it. */
  readonly settings: ReadonlySet<string>
}

/** Variables that say where a package manager keeps its cache, or that it has none. */
const SETTINGS = [
  'PIP_NO_CACHE_DIR',
  'PIP_CACHE_DIR',
  'npm_config_cache',
  'NPM_CONFIG_CACHE',
  'YARN_CACHE_FOLDER',
]

/** What the checks look at. */
export type Subject = {
  readonly dockerfile: Dockerfile
  readonly facts: LintFacts
  /** The stages that the target needs. */
  readonly stages: readonly Stage[]
  /** Everything in stages that the target needs. */
  readonly built: readonly CheckedInstruction[]
  /** Everything whose layers and settings are in the image: the target and the stages it starts from, base first. */
  readonly shipped: readonly CheckedInstruction[]
  /** The target and the stages it starts from, base first. */
  readonly chain: readonly Stage[]
}

export const subjectOf = (
  dockerfile: Dockerfile,
  facts: LintFacts,
  target: string | undefined,
): Subject => {
  const stages = reachableStages(dockerfile, target)
  const chain = baseChain(dockerfile, targetStage(dockerfile, target))
  const inChain = new Set(chain.map(({ index }) => index))
  const built = walkStages(dockerfile, target, ({ stage, instruction, lookup }) => [
    checked(stage, instruction, lookup, dockerfile),
  ])
  const shipped = built.filter(({ stage }) => inChain.has(stage.index))
  return { dockerfile, facts, stages, built, shipped, chain }
}

const baseChain = ({ stages }: Dockerfile, last: Stage | undefined): Stage[] => {
  const chain: Stage[] = []
  for (let stage = last; stage; ) {
    chain.unshift(stage)
    stage = stage.base.kind === 'stage' ? stages[stage.base.index] : undefined
  }
  return chain
}

const checked = (
  stage: Stage,
  instruction: Instruction,
  lookup: Lookup,
  { escapeToken }: Dockerfile,
): CheckedInstruction => ({
  stage,
  instruction,
  commands: shellCommands(instruction),
  copied: copySources(instruction, lookup, escapeToken),
  text: expanded(instruction.text, lookup, escapeToken),
  settings: new Set(SETTINGS.filter((name) => isOn(lookup(name)))),
})

const isOn = (variable: ReturnType<Lookup>): boolean =>
  variable.state === 'set' && !/^(?:|0|false|no|off)$/i.test(variable.value)
