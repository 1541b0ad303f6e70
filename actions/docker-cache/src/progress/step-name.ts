/** A Dockerfile instruction, as BuildKit names its vertex: `[linux/arm64 build 2/5] RUN make`. */
export type StepName = {
  readonly platform: string | undefined
  readonly stage: string | undefined
  /** Position in its stage, from 1, of `count`. */
  readonly position: number
  readonly count: number
  readonly instruction: string
}

/**
 * As prefixCommand of BuildKit's dockerfile2llb writes it: the platform, with
 * `->target` in a stage that compiles for another one, the stage, and the
 * position, padded to the width of the count.
 */
const STEP = /^\[(?:([^\s\]]+\/[^\s\]]+) )?(?:([A-Za-z0-9._-]+) )? *(\d+)\/(\d+)\] (.+)$/s

/**
 * The step that a vertex stands for, undefined when it is none: `FROM`,
 * `[internal]`, `[auth]`, imports and exports can never be cached and would
 * make a full hit look like half of one. `COPY --link` has a second vertex,
 * `LINK COPY --link`, for the merging of what the first one copied.
 */
export const stepName = (vertex: string): StepName | undefined => {
  const [, platform, stage, position, count, instruction] = STEP.exec(vertex) ?? []
  if (instruction === undefined || /^(FROM|LINK)\s/i.test(instruction)) return undefined
  return { platform, stage, position: Number(position), count: Number(count), instruction }
}
