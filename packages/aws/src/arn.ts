/** Parts of an Amazon Resource Name; `region` and `account` are '' for some services. */
export type Arn = {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  /** All after the account, `service/cluster/web`. */
  readonly resource: string
}

const ARN = /^arn:([a-z0-9-]+):([a-z0-9-]+):([a-z0-9-]*):([0-9]*|aws):([^\s\p{Cc}]+)$/u

/** The parts of an ARN, or undefined for a text that is none. */
export const parseArn = (text: string): Arn | undefined => {
  const [, partition, service, region, account, resource] = ARN.exec(text) ?? []
  if (partition === undefined || service === undefined || region === undefined) return undefined
  if (account === undefined || resource === undefined) return undefined
  return { partition, service, region, account, resource }
}
