import { visible } from '@ci-kit/core/log'
import { below, type Place, problemAt } from '../place.ts'
import { mapIn, textIn } from '../values.ts'

/** A command that has to succeed, in a job of its own. */
export type Check = { readonly name: string; readonly run: string }

/** It becomes part of the name of a job. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_ .:/-]{0,99}$/

/** Reads member `checks`. */
export const checksIn = (value: unknown, place: Place): readonly Check[] => {
  const checks = mapIn(value, place, "'test: npm test'")
  return Object.entries(checks).map(([name, run]) => {
    const at = below(place, name)
    if (!NAME.test(name)) {
      throw problemAt(
        at,
        `'${visible(name, 100)}' cannot be the name of a check. Use up to 100 letters, digits and _ - . : /`,
      )
    }
    return { name, run: textIn(run, at) }
  })
}
