import { type Remark, type Rule, remark } from '../rule.ts'
import type { ShellCommand } from '../shell-commands.ts'
import type { CheckedInstruction } from '../subject.ts'
import { runsAsOther } from './user.ts'

const isApt =
  (verb: RegExp) =>
  (command: ShellCommand): boolean =>
    /^(?:apt|apt-get|aptitude)$/.test(command.name) &&
    verb.test(command.args.find((arg) => !arg.startsWith('-')) ?? '')

const updates = isApt(/^update$/)
const installs = isApt(/^(?:install|build-dep|satisfy)$/)
const upgrades = isApt(/^(?:upgrade|dist-upgrade|full-upgrade|safe-upgrade)$/)

/** The cached layer with the lists is never made anew, while the packages it names go away. */
export const aptUpdateAlone: Rule = {
  id: 'apt-update-alone',
  check: ({ built }) =>
    [...Map.groupBy(built, ({ stage }) => stage.index).values()].flatMap(loneUpdates),
}

/** From the end of a stage to its start, with the installation that comes next. */
const loneUpdates = (instructions: readonly CheckedInstruction[]): Remark[] => {
  const remarks: Remark[] = []
  let next: CheckedInstruction | undefined
  for (const checked of instructions.toReversed()) {
    const { commands, instruction } = checked
    const alone = commands.length > 0 && commands.every(updates)
    if (alone && next && !next.commands.some(updates)) {
      remarks.push(
        remark(
          instruction,
          `The package lists come from another step than the installation in line ${next.instruction.line}: from the cache they are old, and the packages they name may be gone.`,
          'Write both in one RUN: `RUN apt-get update && apt-get install -y --no-install-recommends …`.',
        ),
      )
    }
    if (commands.some(installs)) next = checked
  }
  return remarks
}

/** What it installs depends on the day, and a cached layer keeps the old day. */
export const aptUpgrade: Rule = {
  id: 'apt-upgrade',
  check: ({ built }) =>
    built
      .filter(({ commands }) => commands.some(upgrades))
      .map(({ instruction }) =>
        remark(
          instruction,
          'An upgrade of all packages makes another image each time it runs, and none while its layer comes from the cache. The layer holds every upgraded file a second time.',
          'Take a newer base image instead (a bot can raise its digest), and install single packages by name where a fix is urgent.',
        ),
      ),
}

/** A build is root unless USER says otherwise. */
export const sudo: Rule = {
  id: 'sudo',
  check: (subject) =>
    subject.built.flatMap((checked) => {
      if (!checked.commands.some((command) => command.sudo)) return []
      if (!runsAsOther(checked, subject)) return []
      return [
        remark(
          checked.instruction,
          'sudo in a build needs a program that gives root away, and it stays in the image for everybody.',
          'Write `USER root` before this RUN and the other USER after it, without sudo.',
        ),
      ]
    }),
}

const WITHOUT_EFFECT = new Set(['cd', 'export', 'source', '.', 'umask', 'alias', 'ulimit'])

/** Each RUN has a shell of its own. */
export const runWithoutEffect: Rule = {
  id: 'run-without-effect',
  check: ({ built }) =>
    built.flatMap(({ instruction, commands }) => {
      const [first] = commands
      if (!first || commands.some(({ name }) => !WITHOUT_EFFECT.has(name))) return []
      const fix =
        first.name === 'cd'
          ? 'Write `WORKDIR <folder>` instead.'
          : 'Write `ENV NAME=value` instead, or put it in the RUN that needs it.'
      return [
        remark(
          instruction,
          `\`${first.name}\` has no effect behind the end of its RUN: the next one starts a new shell.`,
          fix,
        ),
      ]
    }),
}
