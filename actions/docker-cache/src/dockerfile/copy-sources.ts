import type { Flag, Instruction } from './dockerfile.ts'
import { heredocMark } from './heredoc.ts'
import { lexed } from './lex.ts'
import { expanded } from './stage-scopes.ts'
import type { Lookup } from './variables.ts'
import { jsonForm } from './words.ts'

export type CopySources = {
  /** Paths and patterns in the build context, relative to its root, as `src` or `*.json`; `''` is all of it. */
  readonly paths: readonly string[]
  /** Addresses that ADD downloads: http and https, and git repositories. */
  readonly remote: readonly string[]
  /** As written, with variables that cannot be known before the build. */
  readonly unknown: readonly string[]
  /** Patterns of `--exclude`; undefined is one that cannot be known. */
  readonly exclude: readonly (string | undefined)[]
  /** `--parents`: a path may hold `/./`, and patterns reach into folders. */
  readonly parents: boolean
}

const NOTHING: CopySources = { paths: [], remote: [], unknown: [], exclude: [], parents: false }

/** What COPY or ADD takes from the build context and from the network; nothing with `--from`. */
export const copySources = (
  instruction: Instruction,
  lookup: Lookup,
  escapeToken: string,
): CopySources => {
  const { name, flags } = instruction
  const isAdd = name === 'ADD'
  if (!isAdd && (name !== 'COPY' || flagValue(flags, 'from'))) return NOTHING
  const read = (text: string) => expanded(text, lookup, escapeToken)
  const words = operands(instruction, escapeToken).slice(0, -1)
  const sources = words
    .filter((word) => !heredocMark(word))
    .map((text) => ({ text, path: read(text) }))
  const known = sources.flatMap(({ path }) => path ?? [])
  return {
    paths: known.filter((path) => !(isAdd && isRemote(path))).map(inContext),
    remote: isAdd ? known.filter(isRemote) : [],
    unknown: sources.flatMap(({ text, path }) => (path === undefined ? [text] : [])),
    exclude: flags.flatMap((flag) => (flag.name === 'exclude' ? [read(flag.value)] : [])),
    parents: flags.some((flag) => flag.name === 'parents' && flag.value !== 'false'),
  }
}

/** The operands of COPY or ADD as written, the destination last; in JSON form or as words. */
export const operands = ({ text }: Instruction, escapeToken: string): readonly string[] => {
  const json = jsonForm(text)
  if (json) return json
  const raw = { quotes: true, escapes: true }
  const lookup: Lookup = () => ({ state: 'unset' })
  const words = lexed(text, { escapeToken, lookup, raw, skipUnset: true })?.words
  return words ?? text.split(/\s+/)
}

const flagValue = (flags: readonly Flag[], wanted: string): string =>
  flags.find(({ name }) => name === wanted)?.value ?? ''

/**
 * Address of a download or a repository, as dfgitutil of BuildKit tells them
 * from paths: a scheme, or `user@host:path`. A bare `github.com/…` is a path.
 */
export const isRemote = (source: string): boolean =>
  /^(?:https?|git|ssh):\/\//i.test(source) || /^[a-z0-9_.-]+@[^/:\s]+:/i.test(source)

/** A path as BuildKit takes it: from the root of the context, and never out of it. */
export const inContext = (path: string): string => {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
