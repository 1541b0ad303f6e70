import type { Dockerfile, Instruction } from './dockerfile.ts'
import { argPairs, envPairs, type KeyValue } from './key-values.ts'

/** Whether a text uses one of the variables. */
export const usesAny = (text: string, names: ReadonlySet<string>): boolean =>
  names.size > 0 &&
  [...text.matchAll(/\$\{?([\p{L}\p{Nd}_]+)/gu)].some(([, name = '']) => names.has(name))

/** The global arguments that have another value than before. */
export const taintedGlobals = (
  { globalArgs, given, escapeToken }: Dockerfile,
  changed: ReadonlySet<string>,
): Set<string> => {
  const tainted = new Set(changed)
  for (const pair of globalArgs.flatMap(({ text }) => argPairs(text, escapeToken))) {
    if (!given.buildArgs.has(pair.name) && usesTainted(pair, tainted)) tainted.add(pair.name)
  }
  return tainted
}

/** Adds what ARG or ENV takes from a changed argument, and takes away what they set anew. */
export const taint = (
  { name: keyword, text }: Instruction,
  tainted: Set<string>,
  globals: ReadonlySet<string>,
  { given, escapeToken }: Dockerfile,
): void => {
  if (keyword !== 'ENV' && keyword !== 'ARG') return
  const pairs = keyword === 'ENV' ? envPairs(text, escapeToken) : argPairs(text, escapeToken)
  const isArg = keyword === 'ARG'
  const affected = pairs.map((pair) => {
    const { name, value } = pair
    const own = !(isArg && given.buildArgs.has(name)) && usesTainted(pair, tainted)
    const kept = isArg && value === undefined && tainted.has(name)
    return own || kept || (isArg && globals.has(name))
  })
  for (const [index, { name }] of pairs.entries()) mark(tainted, name, affected[index] === true)
}

const usesTainted = ({ value = '' }: KeyValue, tainted: ReadonlySet<string>): boolean =>
  usesAny(value, tainted)

const mark = (tainted: Set<string>, name: string, affected: boolean): void => {
  if (affected) tainted.add(name)
  else tainted.delete(name)
}
