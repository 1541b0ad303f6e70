import type { AwsCall } from '@ci-kit/aws/aws-call'
import { stringAt } from '@ci-kit/core/json'
import { objectsAt } from '../model/read-members.ts'
import { chunked } from './chunks.ts'
import { reading } from './ecs-calls.ts'

export type Alarm = {
  readonly name: string
  /** `UNKNOWN` for a state that is not known yet. */
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'UNKNOWN'
  /** In CloudWatch's words, from outside. */
  readonly reason: string
}

/** Those of the alarms that there are, in any order. */
export type FindAlarms = (
  names: readonly string[],
  signal?: AbortSignal,
) => Promise<readonly Alarm[]>

/** DescribeAlarms takes and answers so many. */
const AT_ONCE = 100

/** Without AlarmTypes, CloudWatch leaves composite alarms out. */
export const cloudWatchAlarms =
  (cloudWatch: AwsCall): FindAlarms =>
  async (names, signal) => {
    const found: Alarm[] = []
    for (const AlarmNames of chunked(names, AT_ONCE)) {
      const answer = await cloudWatch(
        'DescribeAlarms',
        { AlarmNames, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: AT_ONCE },
        reading(signal),
      )
      for (const kind of ['MetricAlarms', 'CompositeAlarms'])
        for (const alarm of objectsAt(answer, kind))
          found.push({
            name: stringAt(alarm, 'AlarmName') ?? '',
            state: stateOf(stringAt(alarm, 'StateValue')),
            reason: stringAt(alarm, 'StateReason') ?? '',
          })
    }
    return found
  }

const stateOf = (text: string | undefined): Alarm['state'] =>
  text === 'OK' || text === 'ALARM' || text === 'INSUFFICIENT_DATA' ? text : 'UNKNOWN'
