import { duration } from '@ci-kit/core/amounts'
import { MERMAID_LIMIT, mermaidText } from '@ci-kit/core/mermaid'
import type { Moment, RolloutResult } from '../rollout/rollout.ts'

/** Kinds of moments that last until the next of their kind, with the name of their section. */
const LASTING: ReadonlyMap<string, string> = new Map([
  ['status', 'deployment'],
  ['stage', 'stages'],
  ['traffic', 'traffic'],
  ['tasks', 'tasks'],
])
/** Kinds that happen once; the ones that make a rollout go wrong are red. */
const SINGLE: ReadonlyMap<string, string> = new Map([
  ['alarm', 'crit, '],
  ['breaker', 'crit, '],
  ['hook', ''],
  ['step', ''],
])
/** Bars in a section and milestones: more are too small to see. */
const BAR_LIMIT = 15
const LABEL_LIMIT = 60
/** Of Date's range, which Mermaid reads the times with. */
const LAST_TIME = 8.64e15

/**
 * A Mermaid gantt of a rollout: what it was doing, its stages, traffic and
 * tasks as bars, alarms and what the step did as milestones. '' when there is
 * nothing to draw. `dateFormat x` takes milliseconds since the epoch.
 */
export const rolloutChart = ({ timeline, outcome }: RolloutResult): string => {
  const moments = timeline.filter(({ at }) => at >= 0 && at <= LAST_TIME)
  const end = moments.reduce((latest, { at }) => Math.max(latest, at), 0)
  const isBad = outcome.kind === 'failed' || outcome.kind === 'rolled-back'
  const sections = [
    ...[...LASTING].map(([kind, name]) =>
      section(name, bars(ofKind(moments, kind), end, isBad && kind === 'status')),
    ),
    section('moments', milestones(moments)),
  ].flat()
  if (sections.length === 0) return ''
  const head = ['gantt', '  dateFormat x', '  axisFormat %H:%M:%S']
  const text = [...head, ...sections].join('\n')
  return text.length > MERMAID_LIMIT ? '' : `\`\`\`mermaid\n${text}\n\`\`\``
}

const ofKind = (moments: readonly Moment[], kind: string): readonly Moment[] =>
  moments.filter((moment) => moment.kind === kind).toSorted((a, b) => a.at - b.at)

const section = (name: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`  section ${name}`, ...lines]

type Bar = { readonly text: string; readonly start: number; readonly milliseconds: number }

/** The longest, in their order, and the last: it says how it ended. */
const bars = (moments: readonly Moment[], end: number, isLastBad: boolean): string[] => {
  const all = moments.map(({ at, text }, index): Bar => {
    const until = moments[index + 1]?.at ?? end
    return { text, start: at, milliseconds: until - at }
  })
  const last = all.at(-1)
  const longest = all.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, BAR_LIMIT - 1)
  const shown = all.filter((bar) => bar === last || longest.includes(bar))
  return shown.map((bar) => barLine(bar, bar === last && isLastBad))
}

// A digit in front: no label can begin with a keyword of the diagram.
const barLine = ({ text, start, milliseconds }: Bar, isBad: boolean): string =>
  milliseconds < 1
    ? milestone(text, start, isBad ? 'crit, ' : '')
    : `    0 ${label(text)}, ${duration(milliseconds)} :${isBad ? 'crit, ' : ''}${Math.round(start)}, ${Math.round(milliseconds)}ms`

const milestones = (moments: readonly Moment[]): string[] =>
  moments
    .filter(({ kind }) => SINGLE.has(kind))
    .toSorted((a, b) => a.at - b.at)
    .slice(-BAR_LIMIT)
    .map(({ kind, text, at }) => milestone(text, at, SINGLE.get(kind) ?? ''))

/** A point in time; what took no time, as the status at the end, is one as well. */
const milestone = (text: string, at: number, mark: string): string =>
  `    0 ${label(text)} :${mark}milestone, ${Math.round(at)}, 0ms`

const label = (text: string): string => mermaidText(text, LABEL_LIMIT, 'without a name')
