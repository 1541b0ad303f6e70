import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Removes what earlier, killed set-ups of a tool left beside its folder. Only
 * for the holder of the tool's lock.
 * @param {string} target the tool's folder; drafts are named `<target>.build-…`
 */
export const removeLeftovers = (target) => {
  for (const name of readdirSync(dirname(target)))
    if (name.startsWith(`${basename(target)}.build-`))
      rmSync(join(dirname(target), name), { recursive: true, force: true })
}
