import type { Dockerfile, Instruction, Stage } from './dockerfile.ts'
import { contextNamed } from './named-contexts.ts'
import { splitInstruction } from './split-instruction.ts'

/** A stage that a named context of the same name stands for; nothing of it is built. */
export const isReplaced = ({ given }: Dockerfile, { name }: Stage): boolean =>
  name !== undefined && contextNamed(given, name) !== undefined

/** What runs in a stage: the ONBUILD instructions of the stage it starts from, then its own. */
export const effectiveInstructions = (dockerfile: Dockerfile, stage: Stage): Instruction[] => {
  if (isReplaced(dockerfile, stage)) return []
  const base = stage.base.kind === 'stage' ? dockerfile.stages[stage.base.index] : undefined
  const triggers =
    base && !isReplaced(dockerfile, base)
      ? base.instructions.filter(({ name }) => name === 'ONBUILD')
      : []
  return [
    ...triggers.map((trigger) => inner(trigger, dockerfile.escapeToken)),
    ...stage.instructions,
  ]
}

const inner = (trigger: Instruction, escapeToken: string): Instruction => ({
  ...trigger,
  ...splitInstruction(trigger.text, escapeToken),
})
