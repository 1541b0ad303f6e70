import type { Dockerfile, Source } from './dockerfile.ts'
import { type Mount, mountsOf } from './mounts.ts'
import { sourceNamed } from './sources.ts'
import { expanded, type Visit, walkStages } from './stage-scopes.ts'

/** A `RUN --mount=type=cache`. */
export type CacheMount = {
  /**
   * What BuildKit keeps the cache under: `id`, or the target path. Undefined
   * when a variable in it cannot be known before the build.
   */
  readonly id: string | undefined
  /** As written, with variables replaced; a relative one is below the working directory. */
  readonly target: string | undefined
  readonly sharing: 'shared' | 'private' | 'locked'
  /** Octal digits, such as `0755`. */
  readonly mode: string | undefined
  readonly uid: number | undefined
  readonly gid: number | undefined
  /** What the cache starts with; undefined is empty. */
  readonly from: Source | undefined
  /** The folder of `from` that it starts with; '' is its root. */
  readonly source: string
  readonly stage: number
  readonly line: number
  /** False when a variable in any field cannot be known: do not rely on the others then. */
  readonly known: boolean
  /** The mount as written. */
  readonly text: string
}

/** The cache mounts of all stages that the target is built from, in the order of the file. */
export const cacheMounts = (dockerfile: Dockerfile, target?: string): CacheMount[] => {
  const named = sourceNamed(dockerfile)
  return walkStages(dockerfile, target, (visit) =>
    mountsOf(visit.instruction).flatMap((mount) =>
      cacheMount(mount, visit, dockerfile.escapeToken, named),
    ),
  )
}

const cacheMount = (
  mount: Mount,
  { stage, instruction, lookup }: Visit,
  escapeToken: string,
  named: (name: string) => Source,
): CacheMount[] => {
  const read = (text: string) => expanded(text, lookup, escapeToken)
  const type = read(mount.type)
  if (type !== undefined && type.toLowerCase() !== 'cache') return []
  const values = new Map([...mount.fields].map(([name, value]) => [name, read(value)]))
  const target = values.has('target') ? values.get('target') : ''
  return [
    {
      id: values.get('id') === '' || !values.has('id') ? cleaned(target) : values.get('id'),
      target,
      sharing: sharingOf(values.get('sharing')),
      mode: values.get('mode'),
      uid: wholeNumber(values.get('uid')),
      gid: wholeNumber(values.get('gid')),
      from: mount.from ? named(mount.from) : undefined,
      source: values.get('source') ?? '',
      stage: stage.index,
      line: instruction.line,
      known: [...values.values()].every((value) => value !== undefined),
      text: mount.text,
    },
  ]
}

const sharingOf = (text: string | undefined): CacheMount['sharing'] => {
  const sharing = text?.toLowerCase()
  return sharing === 'private' || sharing === 'locked' ? sharing : 'shared'
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined

/** As path.Clean of Go. */
const cleaned = (path: string | undefined): string | undefined => {
  if (path === undefined) return undefined
  const root = path.startsWith('/') ? '/' : ''
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (root === '') parts.push(part)
  }
  return root + parts.join('/') || '.'
}
