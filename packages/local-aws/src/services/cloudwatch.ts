import { countAt, type Json, stringAt } from '@ci-kit/core/json'
import { pageOf } from '../pages.ts'
import { AwsFault, type Now, type ServiceHandler } from '../service-handler.ts'
import { seconds } from '../time.ts'
import { currentOf, operations, textsAt } from './operations.ts'

export type AlarmState = {
  /** From when on, milliseconds since the epoch. */
  readonly at: number
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
  readonly reason: string
}

export type Alarm = {
  readonly name: string
  readonly kind: 'metric' | 'composite'
  /** Oldest first. */
  readonly states: readonly AlarmState[]
}

/** The part of CloudWatch that is asked for alarms. Composite ones are answered only to those who ask for them. */
export const cloudWatch = (alarms: readonly Alarm[], now: Now): ServiceHandler =>
  operations({ DescribeAlarms: (input) => describeAlarms(alarms, input, now()) })

const MOST = 100

const describeAlarms = (alarms: readonly Alarm[], input: Json, now: number): Json => {
  const names = textsAt(input, 'AlarmNames')
  if (names !== undefined && names.length > MOST)
    throw new AwsFault('ValidationError', `AlarmNames has more than ${MOST} members`)
  const types = textsAt(input, 'AlarmTypes') ?? ['MetricAlarm']
  const state = stringAt(input, 'StateValue')
  const prefix = stringAt(input, 'AlarmNamePrefix') ?? ''
  const wanted = alarms.filter(
    (alarm) =>
      types.includes(typeOf(alarm)) &&
      (names === undefined || names.includes(alarm.name)) &&
      alarm.name.startsWith(prefix) &&
      (state === undefined || stateOf(alarm, now).state === state),
  )
  const size = countAt(input, 'MaxRecords') ?? 50
  const { page, nextToken } = pageOf(wanted, stringAt(input, 'NextToken'), size)
  const written = (kind: Alarm['kind']) =>
    page.filter((alarm) => alarm.kind === kind).map((alarm) => alarmOf(alarm, now))
  return {
    MetricAlarms: written('metric'),
    CompositeAlarms: written('composite'),
    NextToken: nextToken,
  }
}

const typeOf = ({ kind }: Alarm): string => (kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm')

const stateOf = ({ states }: Alarm, now: number): AlarmState =>
  currentOf(states, now) ?? { at: now, state: 'INSUFFICIENT_DATA', reason: 'Unchecked' }

const alarmOf = (alarm: Alarm, now: number): Json => {
  const { at, state, reason } = stateOf(alarm, now)
  return {
    AlarmName: alarm.name,
    AlarmArn: `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${alarm.name}`,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: seconds(at),
  }
}
