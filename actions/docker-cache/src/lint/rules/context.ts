import { type Remark, type Rule, remark } from '../rule.ts'
import type { CheckedInstruction, Subject } from '../subject.ts'
import { dependencyInstall } from './dependency-install.ts'

/** `COPY . …` of the build's context; what leaves parts out knows what it does. */
const copiesAll = ({ copied }: CheckedInstruction): boolean =>
  copied.paths.includes('') && copied.exclude.length === 0 && !copied.parents

/** Without an ignore file, `COPY .` takes everything that lies about. */
export const missingDockerignore: Rule = {
  id: 'missing-dockerignore',
  check: ({ facts, built }) => {
    const copy = built.find(copiesAll)
    if (facts.dockerignore !== undefined || !copy) return []
    const { context } = facts
    const size = context
      ? ` (${context.files} files, ${Math.ceil(context.bytes / 1_000_000)} MB)`
      : ''
    return [
      remark(
        copy.instruction,
        `The whole context${size} is copied and there is no .dockerignore. Git's history, local builds and files with secrets get into the image, and a change to any of them misses the cache.`,
        'Add a .dockerignore with at least .git, the folders that builds and package managers write, and .env.',
      ),
    ]
  },
}

/** A change to any file installs all dependencies again. */
export const copyBeforeInstall: Rule = {
  id: 'copy-before-install',
  check: (subject) =>
    [...Map.groupBy(subject.built, ({ stage }) => stage.index).values()].flatMap((instructions) =>
      lateInstalls(instructions, subject),
    ),
}

const lateInstalls = (
  instructions: readonly CheckedInstruction[],
  { dockerfile }: Subject,
): Remark[] => {
  const { base } = instructions[0]?.stage ?? {}
  // A stage below may have installed them already, which this one only completes.
  if (base?.kind === 'stage' && !dockerfile.stages[base.index]?.instructions.every(isSetting)) {
    return []
  }
  const copyAt = instructions.findIndex(copiesAll)
  if (copyAt === -1) return []
  const before = instructions.slice(0, copyAt).flatMap(installs)
  const behind = instructions.slice(copyAt).find((checked) => installs(checked).length > 0)
  const [install] = behind ? installs(behind) : []
  if (!behind || !install || before.some(({ manager }) => manager === install.manager)) return []
  if (behind.instruction.flags.some(({ name }) => name === 'mount')) return []
  const line = instructions[copyAt]?.instruction.line
  return [
    {
      line,
      message: `The whole context is copied before ${install.command} in line ${behind.instruction.line}, so every change to any file installs all dependencies again.`,
      fix: install.fix,
    },
  ]
}

const isSetting = ({ name }: { readonly name: string }): boolean => !/^(?:RUN|COPY|ADD)$/.test(name)

const installs = ({ commands }: CheckedInstruction) =>
  commands.flatMap((command) => dependencyInstall(command) ?? [])
