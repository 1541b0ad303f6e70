import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type YamlMember, type YamlNode, yamlNode } from '@ci-kit/core/yaml-node'
import type { BranchRule } from './plan/environment.ts'
import { isPlatform, PLATFORM_ADVICE } from './platform.ts'
import type { RunnerLabel } from './settings/settings.ts'

/** The runner of each platform. */
export type Runners = ReadonlyMap<string, RunnerLabel>

/** Reads input `branches`, in its order; throws {@link UserError}. */
export const branchRules = (text: string): readonly BranchRule[] =>
  membersOf(text, 'branches', "Write one 'branch: environment' a line.").map((member) => {
    const pattern = member.name
    if (pattern === '' || /\*\*|[?[\]\s\p{Cc}]/u.test(pattern)) {
      throw fault(
        'branches',
        member.line,
        `'${visible(pattern, 100)}' is no branch. Write its name; * stands for anything but /`,
      )
    }
    return { pattern, environment: environmentOf(member) }
  })

/** GitHub's limit for the name of an environment. */
const MOST_CHARACTERS = 255

const environmentOf = ({ name, line, value }: YamlMember): string => {
  const text = value.kind === 'scalar' && !value.isNull ? value.text.trim() : ''
  if (value.kind === 'scalar' && text.length <= MOST_CHARACTERS && !/\p{Cc}/u.test(text)) {
    return text
  }
  throw fault(
    'branches',
    line,
    `branch '${visible(name, 100)}' has no name of an environment. Write one, or nothing for none`,
  )
}

/** Reads input `runners`; throws {@link UserError}. */
export const runnersOf = (text: string): Runners =>
  new Map(
    membersOf(text, 'runners', "Write one 'platform: runner' a line.").map(
      ({ name, line, value }) => {
        if (isPlatform(name)) return [name, labelOf(value)] as const
        throw fault('runners', line, `'${visible(name, 100)}' is no platform. ${PLATFORM_ADVICE}`)
      },
    ),
  )

const labelOf = (node: YamlNode): RunnerLabel => {
  const labels = node.kind === 'list' ? node.items : [node]
  const texts = labels.map((label) => (label.kind === 'scalar' ? label.text.trim() : ''))
  const [first] = texts
  if (first === undefined || texts.some((label) => label === '' || /\p{Cc}/u.test(label))) {
    throw fault('runners', node.line, 'this is no label of a runner. Write one, or a list of them')
  }
  return node.kind === 'list' ? texts : first
}

const membersOf = (text: string, input: string, advice: string): readonly YamlMember[] => {
  if (text.trim() === '') return []
  const node = yamlNode(text, `Input '${input}'`, `${advice} Quote names that hold *.`)
  if (node.kind === 'map') return node.members
  throw new UserError(`Input '${input}' is no map. ${advice}`)
}

const fault = (input: string, line: number, what: string): UserError =>
  new UserError(`Input '${input}', line ${line}: ${what}.`)
