import { mountsOf } from '../../dockerfile/mounts.ts'
import { type Remark, type Rule, remark } from '../rule.ts'
import type { ShellCommand } from '../shell-commands.ts'
import type { CheckedInstruction } from '../subject.ts'
import { PACKAGE_MANAGERS, type PackageManager } from './package-managers.ts'

/** What a package manager keeps for its next run nobody will make in an image. */
export const packageCache: Rule = {
  id: 'package-cache',
  check: ({ shipped }) =>
    shipped.flatMap((checked) =>
      PACKAGE_MANAGERS.flatMap((manager) => leftCache(checked, manager)),
    ),
}

const leftCache = (checked: CheckedInstruction, manager: PackageManager): Remark[] => {
  const { commands, instruction } = checked
  const fills = commands.some((command) => manager.fills(command))
  if (!fills || isOff(checked, manager) || isMounted(checked, manager)) return []
  if (commands.some((command) => empties(command, manager))) return []
  return [
    remark(
      instruction,
      `${manager.name} leaves ${manager.leaves} in the layer: bytes that every pull carries and nothing reads.`,
      manager.fix,
    ),
  ]
}

const isOff = (
  { settings, commands }: CheckedInstruction,
  { settings: off }: PackageManager,
): boolean =>
  off.some((name) => settings.has(name) || commands.some((command) => sets(command, name)))

/** `NAME=value command`, or `export NAME=value` before it. */
const sets = ({ name, args, assigned }: ShellCommand, variable: string): boolean =>
  assigned.includes(variable) ||
  (name === 'export' && args.some((arg) => arg.startsWith(`${variable}=`)))

/** A cache or tmpfs mount on the folder, above it or in it; any that cannot be read may be one. */
const isMounted = ({ instruction }: CheckedInstruction, { folders }: PackageManager): boolean =>
  mountsOf(instruction).some(({ type, fields }) => {
    if (!/^(?:cache|tmpfs)$/i.test(type) && !type.includes('$')) return false
    const target = fields.get('target') ?? ''
    return target.includes('$') || folders.some((folder) => covers(target, folder))
  })

const empties = (command: ShellCommand, { cleans, folders }: PackageManager): boolean => {
  if (cleans(command)) return true
  const removes = /^(?:rm|find|unlink)$/.test(command.name)
  return removes && command.args.some((arg) => folders.some((folder) => covers(arg, folder)))
}

/**
 * Whether a path is in the folder or above it: `/var/lib/apt/lists/*`,
 * `/var/cache/*`, `~/.cache`. Folders in a home begin behind the home.
 */
const covers = (path: string, folder: string): boolean => {
  const bare = path.replace(/\/?\*?$/, '')
  const parents = folder.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))
  return bare.includes(folder) || parents.some((parent) => parent !== '' && bare.endsWith(parent))
}
