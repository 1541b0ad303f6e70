import type { Instruction } from '../dockerfile/dockerfile.ts'
import { jsonForm } from '../dockerfile/words.ts'
import { simpleCommands } from './simple-commands.ts'

/** A simple command of a RUN. */
export type ShellCommand = {
  /** Without its folder, such as `pip` for `/venv/bin/pip`. */
  readonly name: string
  readonly args: readonly string[]
  /** Variables that are set for it alone, as in `NAME=value command`. */
  readonly assigned: readonly string[]
  /** Whether it is run with sudo. */
  readonly sudo: boolean
}

/** The commands of RUN in order, from its text, its JSON form or its here-document; of others none. */
export const shellCommands = (instruction: Instruction): ShellCommand[] => {
  const { name, text, heredocs } = instruction
  if (name !== 'RUN') return []
  const json = jsonForm(text)
  if (json && !isScript(json)) return commandOf(json)
  const script = json ? json.slice(2).join(' ') : text
  return [script, ...heredocs.map(({ content }) => content)].flatMap((part) =>
    simpleCommands(part).flatMap(commandOf),
  )
}

const isScript = ([shell = '', flag = '']: readonly string[]): boolean =>
  /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(shell) && /^-[a-z]*c$/.test(flag)

/** Words that only say how the command behind them is run. */
const BEFORE = /^(?:if|then|else|elif|do|while|until|!|time|exec|env|command|nohup|sudo)$|^\w+=/

const commandOf = (words: readonly string[]): ShellCommand[] => {
  const start = words.findIndex(
    (word, index) => !BEFORE.test(word) && !(word.startsWith('-') && words[index - 1] === 'sudo'),
  )
  const before = words.slice(0, start === -1 ? undefined : start)
  const sudo = before.includes('sudo')
  const assigned = before.flatMap((word) => /^(\w+)=/.exec(word)?.[1] ?? [])
  if (start === -1) return sudo ? [{ name: '', args: [], assigned, sudo }] : []
  const name = words[start]?.split('/').at(-1) ?? ''
  return [{ name, args: words.slice(start + 1), assigned, sudo }]
}
