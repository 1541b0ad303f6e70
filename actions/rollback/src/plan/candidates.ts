import { inParallel } from '@ci-kit/core/in-parallel'
import { judged, type Situation } from '../choose/choose-target.ts'
import type { Ports } from '../ports.ts'
import type { Settings } from '../settings.ts'
import { ranWell } from './find-target.ts'
import type { Candidate } from './plan.ts'

/** Each costs two questions to GitHub in a dry run. */
const MOST_CANDIDATES = 10
const AT_ONCE = 4

/** What can be chosen; a dry run also asks what each would take out, and how it ended. */
export const candidatesOf = (
  situation: Situation,
  from: { readonly commit: string },
  { dryRun }: Settings,
  ports: Ports,
): Promise<readonly Candidate[]> => {
  const all = judged(situation).slice(0, MOST_CANDIDATES)
  return inParallel(all, AT_ONCE, async ({ release, excluded }) => {
    if (!dryRun) return { release, excluded, commits: undefined }
    const base = release.entry?.commit ?? ''
    const [well, commits] = await Promise.all([
      excluded === undefined ? ranWell(release, ports) : true,
      base !== '' && from.commit !== '' && base !== from.commit
        ? ports.commitsBetween(base, from.commit)
        : undefined,
    ])
    return { release, excluded: well ? excluded : 'failed', commits }
  })
}
