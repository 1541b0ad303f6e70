import type { BaseWanted } from '@ci-kit/detect-changes/base/wanted'
import { FEATURE, MAIN, on, pull, push, startedBy, TAG } from './event-payloads.ts'
import { type Commit, idOf, successBelow, type World } from './event-world.ts'
import { ZEROS } from './samples.ts'

/** From a commit, undefined for no file at all, to a commit. */
export type Range = readonly [base: Commit | undefined, head: Commit]

export type Scenario = {
  readonly name: string
  readonly event: string
  readonly ref: string
  readonly sha: string
  readonly payload: object
  readonly head: Commit
  /** The branch that it is about, where runs are recorded for `head`. */
  readonly branch?: string
  /** What `base: auto` compares; undefined when there is nothing to compare with. */
  readonly auto?: Range
  /** Likewise, when the tip before the push is gone. */
  readonly withoutTip?: Range
  /** What `base: main` compares. */
  readonly sinceMain?: Range
  readonly sincePush?: Range
  readonly isPullRequest?: true
  readonly isDeletion?: true
}

const [toMain, toFeature]: readonly [Range, Range] = [
  ['M2', 'M3'],
  ['F1', 'F2'],
]
const ofFeature: Range = ['M1', 'F2']
const ofRelease: Range = ['M0', 'M3']
const ofGroup: Range = ['M2', 'Q']
const anew: Range = ['M1', 'G1']

export const SCENARIOS: readonly Scenario[] = [
  {
    ...push('push', MAIN, 'M2', 'M3'),
    branch: 'main',
    auto: toMain,
    sincePush: toMain,
    sinceMain: toMain,
  },
  {
    ...push('push to a branch', FEATURE, 'F1', 'F2'),
    branch: 'feature',
    auto: toFeature,
    sincePush: toFeature,
    sinceMain: ofFeature,
  },
  {
    ...push('forced push', FEATURE, 'F2', 'G1', { forced: true }),
    branch: 'feature',
    auto: ['F2', 'G1'],
    sincePush: ['F2', 'G1'],
    withoutTip: anew,
    sinceMain: anew,
  },
  {
    ...push('new branch', FEATURE, undefined, 'F2'),
    branch: 'feature',
    auto: ofFeature,
    sincePush: ofFeature,
    sinceMain: ofFeature,
  },
  {
    ...push('first push', MAIN, undefined, 'M3'),
    branch: 'main',
    auto: [undefined, 'M3'],
    sincePush: [undefined, 'M3'],
    sinceMain: [undefined, 'M3'],
  },
  {
    ...push('new tag', TAG, undefined, 'M3'),
    branch: 'v1.1.0',
    auto: ofRelease,
    sincePush: ofRelease,
  },
  {
    ...push('moved tag', 'refs/tags/v1', 'M1', 'M3'),
    branch: 'v1',
    auto: ['M1', 'M3'],
    sincePush: ['M1', 'M3'],
  },
  { ...push('deletion', FEATURE, 'F2', 'F2', { after: ZEROS, deleted: true }), isDeletion: true },
  { ...on('delete', { ref: 'feature', ref_type: 'branch' }), isDeletion: true },
  ...['pull_request', 'pull_request_target', 'pull_request_review'].map(
    (event): Scenario => ({
      ...pull(event),
      head: 'F2',
      branch: 'feature',
      auto: ofFeature,
      sinceMain: ofFeature,
      sincePush: toFeature,
      isPullRequest: true,
    }),
  ),
  {
    ...on(
      'merge_group',
      { merge_group: { base_sha: idOf('M2'), head_sha: idOf('Q') } },
      'Q',
      'refs/heads/gh-readonly-queue/main/pr-7',
    ),
    auto: ofGroup,
    sincePush: ofGroup,
    sinceMain: ofGroup,
  },
  { ...on('release', { release: { tag_name: 'v1.1.0' } }, 'M3', TAG), auto: ofRelease },
  {
    ...on('create', { ref: 'feature' }, 'F2', FEATURE),
    auto: ofFeature,
    sincePush: ofFeature,
    sinceMain: ofFeature,
  },
  {
    ...on('create', { ref: 'v1.1.0' }, 'M3', TAG),
    name: 'create a tag',
    auto: ofRelease,
    sincePush: ofRelease,
  },
  { ...on('schedule', { schedule: '0 0 * * *' }), branch: 'main' },
  { ...on('workflow_dispatch', { inputs: {} }), branch: 'main' },
  { ...on('repository_dispatch', { action: 'x' }), branch: 'main' },
  on('issue_comment', { issue: { number: 7 } }),
  on('of_tomorrow', {}),
  {
    ...startedBy('a run for a pull request', 'pull_request', 'F2', 'feature'),
    auto: ofFeature,
    sinceMain: ofFeature,
  },
  {
    ...startedBy('a run for a branch', 'push', 'F2', 'feature'),
    auto: ofFeature,
    sinceMain: ofFeature,
  },
  startedBy('a run for the default branch', 'push', 'M3', 'main'),
]

/** The right answers, one of which has to be covered; none when nothing can be compared. */
export const truths = (of: Scenario, base: BaseWanted, world: World): readonly Range[] => {
  const auto = of.auto === undefined ? [] : [of.auto]
  const whole = of.isPullRequest ? auto : []
  const late = of.withoutTip !== undefined && world.gone.includes('F2') ? [of.withoutTip] : []
  switch (base.kind) {
    case 'none':
      return []
    case 'auto':
      return [...auto, ...late]
    case 'since-last-push':
      return [...(of.sincePush === undefined ? [] : [of.sincePush]), ...whole, ...late]
    case 'revision':
      return of.sinceMain === undefined ? [] : [of.sinceMain]
    case 'last-deployed':
      return world.deployed === undefined ? whole : [[world.deployed, of.head], ...whole]
    case 'last-success': {
      if (of.event === 'merge_group') return auto
      const success = of.branch && successBelow(world, of.head, of.branch)
      return success ? [[success, of.head], ...whole] : whole
    }
  }
}
