import type { Json } from '@ci-kit/core/json'
import { below, type Place, problemAt } from '../place.ts'
import { checkMembers, given, lineIn, linesIn, pathIn } from '../values.ts'
import { type Check, checksIn } from './checks.ts'
import { containerIn } from './container.ts'
import { type Deployment, deploymentIn } from './deployment.ts'
import { type ImageWanted, imageIn } from './image.ts'
import { type ServiceContainer, serviceContainersIn } from './service-containers.ts'

/** A label of a runner, or several that it has to have. */
export type RunnerLabel = string | readonly string[]

/** What a component says of the jobs that it wants. */
export type Settings = {
  readonly checks: readonly Check[]
  /** Undefined for the folder of the component. */
  readonly workingDirectory: string | undefined
  /** '' for none. */
  readonly container: string
  readonly services: readonly ServiceContainer[]
  readonly runner: RunnerLabel | undefined
  readonly timeoutMinutes: number
  readonly image: ImageWanted
  readonly deployment: Deployment | undefined
}

const OWN_MEMBERS = [
  'checks',
  'working-directory',
  'container',
  'services',
  'runner',
  'timeout-minutes',
  'image',
  'deploy',
]

/** What detect-changes reads, and what it adds to the rows of its matrix. */
const DETECTED_MEMBERS = ['paths', 'needs', 'path', 'component', 'reason', 'files-count']
const DISCOVERED_MEMBERS = ['package', 'ecosystem']

const KNOWN = [...OWN_MEMBERS, ...DETECTED_MEMBERS, ...DISCOVERED_MEMBERS]

/** Reads the members of a component; throws a UserError that names component, member and fix. */
export const settingsIn = (members: Json, place: Place): Settings => {
  checkMembers(members, KNOWN, place)
  const read = <T>(name: string, otherwise: T, of: (value: unknown, at: Place) => T): T => {
    const value = given(members, name)
    return value === undefined ? otherwise : of(value, below(place, name))
  }
  const settings: Settings = {
    checks: read('checks', [], checksIn),
    workingDirectory: read<string | undefined>('working-directory', undefined, pathIn),
    container: read('container', '', containerIn),
    services: read<readonly ServiceContainer[]>('services', [], serviceContainersIn),
    runner: read<RunnerLabel | undefined>('runner', undefined, runnerLabelIn),
    timeoutMinutes: read('timeout-minutes', USUAL_TIMEOUT_MINUTES, minutesIn),
    image: read<ImageWanted>('image', { kind: 'where-a-dockerfile-is' }, imageIn),
    deployment: read<Deployment | undefined>('deploy', undefined, deploymentIn),
  }
  checkTogether(settings, place)
  return settings
}

const USUAL_TIMEOUT_MINUTES = 30
/** GitHub ends a job of its own runners after six hours, whatever it asks for. */
const MOST_MINUTES = 360

const minutesIn = (value: unknown, place: Place): number => {
  const text = lineIn(value, place)
  const minutes = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : Number.NaN
  if (minutes <= MOST_MINUTES) return minutes
  throw problemAt(place, `it is no whole number from 1 to ${MOST_MINUTES}. Write one`)
}

const runnerLabelIn = (value: unknown, place: Place): RunnerLabel =>
  Array.isArray(value) ? linesIn(value, place) : lineIn(value, place)

const checkTogether = ({ image, deployment, checks, services }: Settings, place: Place): void => {
  if (deployment !== undefined && image.kind === 'none') {
    throw problemAt(
      below(place, 'deploy'),
      "there is nothing to deploy, because 'image' is false. Remove one of them",
    )
  }
  if (checks.length === 0 && services.length > 0) {
    throw problemAt(
      below(place, 'services'),
      "they would never start, because there are no 'checks'. Write the checks, or remove them",
    )
  }
}
