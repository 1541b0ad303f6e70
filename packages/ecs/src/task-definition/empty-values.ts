import { isObject, type Json } from '@ci-kit/core/json'

/**
 * Leaves out null, empty texts, lists and objects, and what holds nothing
 * else, as amazon-ecs-deploy-task-definition does. Stay: values of members in
 * `keep`, at every depth; the value '' of an environment variable and of a
 * property of an App Mesh proxy, which ECS wants; an empty text among others
 * in a list, because it is an argument of a command.
 */
export const withoutEmptyValues = (document: Json, keep: ReadonlySet<string>): Json =>
  withProxyTexts(withEnvironmentTexts(cleanedMembers(document, keep)))

const cleanedMembers = (value: Json, keep: ReadonlySet<string>): Json =>
  Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, cleaned(member, keep)] as const)
      .filter(([name, member]) => keep.has(name) || !isEmpty(member)),
  )

const cleaned = (value: unknown, keep: ReadonlySet<string>): unknown => {
  if (isObject(value)) return cleanedMembers(value, keep)
  if (!Array.isArray(value)) return value
  const items = value.map((item: unknown) => cleaned(item, keep))
  const isOfTexts = items.some((item) => typeof item === 'string' && item !== '')
  return items.filter((item) => !isEmpty(item) || (item === '' && isOfTexts))
}

const isEmpty = (value: unknown): boolean => {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return isObject(value) && Object.keys(value).length === 0
}

/** ECS refuses a variable without a value. */
const withEnvironmentTexts = (document: Json): Json =>
  withList(document, 'containerDefinitions', (container) =>
    withList(container, 'environment', withText('value')),
  )

const withProxyTexts = (document: Json): Json => {
  const { proxyConfiguration: proxy } = document
  if (!isObject(proxy) || proxy.type !== 'APPMESH') return document
  const named = withList(
    withList(proxy, 'properties', withText('name')),
    'properties',
    withText('value'),
  )
  return named === proxy ? document : { ...document, proxyConfiguration: named }
}

const withList = (from: Json, name: string, change: (entry: Json) => Json): Json => {
  const list = Object.hasOwn(from, name) ? from[name] : undefined
  if (!Array.isArray(list)) return from
  return {
    ...from,
    [name]: list.map((entry: unknown) => (isObject(entry) ? change(entry) : entry)),
  }
}

const withText =
  (name: string) =>
  (entry: Json): Json =>
    Object.hasOwn(entry, name) ? entry : { ...entry, [name]: '' }
