import { plain } from '@ci-kit/core/markdown'
import { changeLines, changeTable } from '@ci-kit/ecs/task-definition/diff-text'
import { changesAnything, type Planned, rolls } from '../plan/plan-json.ts'
import type { ScheduleOutcome } from '../schedules/update-schedules.ts'
import type { Told } from './tell-step.ts'

/** What would happen to a service, as a sentence. From outside, and not escaped. */
const sentence = (planned: Planned): string => {
  const { prepared, decision } = planned
  const { name, equal } = prepared
  if (decision.kind === 'create') return `${name} would be created.`
  if (decision.kind === 'register')
    return equal === undefined
      ? `${name} would be registered.`
      : `${name} is registered already as ${equal.arn}.`
  if (decision.kind === 'attach')
    return `${name} is being deployed just so; it would be waited for.`
  if (!changesAnything(planned)) return `${name} runs this release already; nothing would change.`
  const settings = decision.kind === 'update' ? decision.update.differences : []
  const others = settings.filter((member) => member !== 'taskDefinition')
  const also = others.length === 0 ? '' : ` It changes ${others.join(', ')}.`
  return rolls(planned)
    ? `${name} would roll: its tasks would be replaced.${also}`
    : `${name} would be updated, and no task replaced.${also}`
}

/** Tells what would change, and changes nothing. */
export const tellPlan = (
  planned: readonly Planned[],
  schedules: readonly ScheduleOutcome[],
  verification: readonly string[],
  { log, summary }: Told,
): void => {
  for (const each of planned) {
    log.info(sentence(each))
    for (const line of changeLines(each.prepared.changes)) log.info(`  ${line}`)
  }
  for (const { message } of schedules) log.info(message)
  summary?.append(
    [
      '## Plan',
      ...planned.map((each) =>
        [
          `### ${plain(each.prepared.name)}`,
          plain(sentence(each)),
          changeTable(each.prepared.changes),
        ]
          .filter((part) => part !== '')
          .join('\n\n'),
      ),
      ...[...schedules.map(({ message }) => message), ...verification].map(
        (line) => `- ${plain(line)}`,
      ),
    ].join('\n\n'),
  )
}
