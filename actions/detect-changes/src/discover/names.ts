import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { componentOutputs, OWN_OUTPUTS } from '../answer-outputs/output-names.ts'

type Named = { readonly folder: string; readonly name: string }

/**
 * A name for the component of each folder: the folder's own, made fit for the
 * name of an output, or its whole path with `-` where that would share an
 * output with another one. The root (folder '') is called `rootName`. Throws
 * {@link UserError} that names the folders when the paths do not help either.
 */
export const componentNames = (
  folders: readonly string[],
  rootName: string,
): ReadonlyMap<string, string> => {
  const short = folders.map((folder) => ({
    folder,
    name: legalName(folder.slice(folder.lastIndexOf('/') + 1) || rootName),
  }))
  const shared = new Set([...usersOfOutputs(short).values()].filter(isShared).flat())
  const named = short.map((entry) =>
    shared.has(entry.folder)
      ? { folder: entry.folder, name: legalName(entry.folder.replaceAll('/', '-') || rootName) }
      : entry,
  )
  refuseShared(named)
  return new Map(named.map(({ folder, name }) => [folder, name]))
}

/** Letters, digits, _ and -, with a letter or _ first, as {@link OWN_OUTPUTS} and expressions need it. */
const legalName = (text: string): string => {
  const name = text.replace(/[^A-Za-z0-9_-]/gu, '-')
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`
}

/** Stands for the action itself, which no folder can be called. */
const OWN = '\0'

/** A member of that name gets lost in JavaScript objects. */
const UNSAFE = '__proto__'

/** Who wants which output; the runner compares their names without case. */
const usersOfOutputs = (named: readonly Named[]): ReadonlyMap<string, readonly string[]> => {
  const users = new Map<string, string[]>(
    [...OWN_OUTPUTS, UNSAFE].map((output) => [output.toLowerCase(), [OWN]]),
  )
  for (const { folder, name } of named) {
    for (const output of Object.values(componentOutputs(name.toLowerCase()))) {
      const known = users.get(output)
      if (known === undefined) users.set(output, [folder])
      else known.push(folder)
    }
  }
  return users
}

const isShared = (users: readonly string[]): boolean => users.length > 1

const refuseShared = (named: readonly Named[]): void => {
  for (const [output, users] of usersOfOutputs(named)) {
    if (!isShared(users)) continue
    const [one, other] = users.filter((user) => user !== OWN).map(shown)
    if (other === undefined) {
      throw new UserError(
        `The component of folder ${one} needs an output '${output}', which this action keeps for itself. Rename the folder, or leave it out of input 'discover'.`,
      )
    }
    throw new UserError(
      `The components of the folders ${one} and ${other} both need an output '${output}'. Rename one of the folders, or leave one out of input 'discover'.`,
    )
  }
}

const shown = (folder: string): string => (folder === '' ? 'of the root' : `'${visible(folder)}'`)
