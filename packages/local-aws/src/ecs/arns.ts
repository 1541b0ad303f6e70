const REGION = 'eu-central-1'
const ACCOUNT = '123456789012'

/** `arn:aws:ecs:…:service/production/web` of the parts behind the account. */
export const ecsArn = (...parts: readonly string[]): string =>
  `arn:aws:ecs:${REGION}:${ACCOUNT}:${parts.join('/')}`

/** The last part of an ARN, or the name itself. */
export const nameIn = (arnOrName: string): string => arnOrName.split('/').at(-1) ?? arnOrName
