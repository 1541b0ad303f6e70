import type { Dockerfile, Given, Instruction, Source } from './dockerfile.ts'
import { lexed } from './lex.ts'
import { mountsOf } from './mounts.ts'
import { contextNamed } from './named-contexts.ts'

/** What a name stands for that is no stage. */
export const outsideSource = (given: Given, reference: string): Source => {
  if (reference === 'scratch') return { kind: 'scratch' }
  const context = contextNamed(given, reference)
  return context === undefined ? { kind: 'image', reference } : { kind: 'context', name: context }
}

/** What a name in `--mount=…,from=` stands for: a stage of this file first. */
export const sourceNamed = ({
  stages,
  given,
  escapeToken,
}: Dockerfile): ((name: string) => Source) => {
  const indexes = new Map(stages.map(({ name, index }) => [name, index]))
  return (name) => {
    // BuildKit refuses variables here: a stage with FROM is its way round.
    const plain = lexed(name, { escapeToken, lookup: () => ({ state: 'unset' }) })?.text === name
    if (!plain) return { kind: 'unknown', text: name }
    const index = indexes.get(name.toLowerCase())
    return index === undefined ? outsideSource(given, name) : { kind: 'stage', index }
  }
}

/** Reads the sources that an instruction names with `--from` and `--mount=…,from=`. */
export const sourceReader = (dockerfile: Dockerfile): ((from: Instruction) => Source[]) => {
  const { stages } = dockerfile
  const named = sourceNamed(dockerfile)
  /** COPY knows stages by number too. */
  const copied = (name: string): Source => {
    if (!/^\d+$/.test(name)) return named(name)
    const index = Number(name)
    return index < stages.length ? { kind: 'stage', index } : { kind: 'unknown', text: name }
  }
  return (instruction) => {
    if (instruction.name === 'COPY') return fromFlags(instruction).map(copied)
    return mountsOf(instruction).flatMap(({ from }) => (from ? [named(from)] : []))
  }
}

const fromFlags = ({ flags }: Instruction): string[] =>
  flags.flatMap(({ name, value }) => (name === 'from' && value !== '' ? [value] : []))
