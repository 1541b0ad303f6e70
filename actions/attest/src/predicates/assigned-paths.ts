import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { numberedLines } from '@ci-kit/core/numbered-lines'
import { isDigest } from '@ci-kit/oci/digest'
import { parsePlatform, platformName } from '@ci-kit/oci/platform'
import type { About } from './claim.ts'

/** A file, and what it is about. */
export type AssignedPath = { readonly about: About; readonly path: string }

/**
 * Reads lines of `linux/amd64=path`, `index=path`, `sha256:…=path`, or a path
 * alone, which is about what was named itself. A `=` in a path counts only
 * behind what can stand in front of it. Throws {@link UserError} that names the
 * input and the line.
 */
export const parseAssignedPaths = (input: string, text: string): readonly AssignedPath[] => {
  const assigned = numberedLines(text).map(({ line, number }) => assignedIn(input, line, number))
  for (const [at, { about }] of assigned.entries())
    if (assigned.slice(0, at).some((earlier) => sameAbout(earlier.about, about)))
      throw new UserError(
        `Input '${input}' has two files for ${aboutName(about)}. Give one line for each platform: 'linux/amd64=path'.`,
      )
  return assigned
}

const assignedIn = (input: string, line: string, number: number): AssignedPath => {
  const at = line.indexOf('=')
  const about = at < 0 ? undefined : aboutOf(line.slice(0, at).trim())
  if (about === undefined) return { about: { kind: 'own' }, path: line }
  const path = line.slice(at + 1).trim()
  if (path !== '') return { about, path }
  throw new UserError(
    `Input '${input}', line ${number}, is '${visible(line, 200)}', without a path behind the =. Write 'linux/amd64=path'.`,
  )
}

const aboutOf = (word: string): About | undefined => {
  if (word === 'index') return { kind: 'index' }
  if (isDigest(word)) return { kind: 'digest', digest: word }
  const platform = parsePlatform(word)
  return platform && { kind: 'platform', platform: platformName(platform) }
}

const sameAbout = (a: About, b: About): boolean => aboutName(a) === aboutName(b)

/** For messages. */
export const aboutName = (about: About): string => {
  if (about.kind === 'platform') return about.platform
  if (about.kind === 'digest') return about.digest
  return { whole: 'everything', own: 'what was named', index: 'the index' }[about.kind]
}
