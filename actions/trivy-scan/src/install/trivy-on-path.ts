import { isInside } from '@ci-kit/core/adapters/contained-path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { FoundProgram, InstalledTrivy, InstallPorts, InstallRequest } from './installation.ts'
import { denied, unfit } from './version.ts'

type PathPorts = Pick<InstallPorts, 'log' | 'search' | 'versionOf'>

/**
 * The trivy on PATH when it is the wanted one, or any that is fit when the
 * workflow names none; `undefined` when another source has to be tried.
 * Throws {@link UserError} for one that an attacker made, and under
 * `install: path` for whatever keeps it from being used.
 */
export const trivyOnPath = async (
  request: InstallRequest,
  ports: PathPorts,
): Promise<InstalledTrivy | undefined> => {
  const only = request.mode === 'path'
  if (request.version.digest !== undefined) {
    if (only) throw new UserError(DIGEST_AND_PATH)
    return undefined
  }
  const refused = (reason: string): undefined => {
    if (only) throw new UserError(`${reason} ${advice(request)}`)
    ports.log.info(`${reason} It is not used.`)
  }
  const found = await ports.search(request.machine.platform === 'win32' ? 'trivy.exe' : 'trivy')
  const program = found.find((candidate) => !isIn(request.workspace, candidate))
  if (program === undefined) {
    const inside = found[0]
    if (inside !== undefined)
      return refused(
        `The trivy on PATH (${visible(inside.path)}) lies in the checkout, where a change could replace it.`,
      )
    if (only) throw new UserError(`There is no trivy on PATH. ${advice(request)}`)
    return undefined
  }
  return fitting(program, request, ports, refused)
}

const fitting = async (
  { path }: FoundProgram,
  { version: wanted, mode }: InstallRequest,
  ports: PathPorts,
  refused: (reason: string) => undefined,
): Promise<InstalledTrivy | undefined> => {
  const shown = `The trivy on PATH (${visible(path)})`
  let version: string
  try {
    version = await ports.versionOf(path)
  } catch (thrown) {
    if (mode === 'path' || !(thrown instanceof UserError)) throw thrown
    ports.log.warning(`${shown} is not used: ${messageOf(thrown)}`)
    return undefined
  }
  const base = /^\d+\.\d+\.\d+/.exec(version)?.[0]
  const attack = base && denied(base)
  // Also under `auto`: a runner that holds such a program has to be looked at, not worked around.
  if (attack) throw new UserError(`${shown} is refused: ${attack}`)
  if (base !== version) return refused(`${shown} is no release: its version is ${version}.`)
  const reason = unfit(version)
  if (reason !== undefined) return refused(`${shown} is too old: ${reason}`)
  if (wanted.named && wanted.version !== version)
    return refused(`${shown} is ${version}, but input 'version' asks for ${wanted.version}.`)
  return { path, version, source: 'path', digest: undefined }
}

const DIGEST_AND_PATH =
  "Input 'version' names the digest of a release archive, but with install: path there is no archive to compare it with. Leave the digest out, or set install: auto."

const advice = ({ version: { version } }: InstallRequest): string =>
  `Install trivy ${version} into a folder of PATH outside the checkout before this step, or set install: auto.`

const isIn = (folder: string, { path, realPath }: FoundProgram): boolean =>
  [path, realPath].some((candidate) => isInside(folder, candidate))
