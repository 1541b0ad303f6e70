import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseYaml } from '@ci-kit/core/yaml'

/**
 * An AppSpec in JSON or YAML with the task definition put into all its
 * resources. Names count in any case, as in CodeDeploy. `origin` names the
 * file in messages. Throws {@link UserError} that names what is missing.
 */
export const appSpecFromFile = (text: string, origin: string, taskDefinition: string): Json => {
  const document = parseYaml(text, origin)
  const fault = (what: string) =>
    new UserError(
      `${origin} must include ${what}. Write an AppSpec for ECS: 'resources: [{ TargetService: { type: AWS::ECS::Service, properties: { taskDefinition: x, … } } }]'.`,
    )
  if (!isObject(document)) throw fault("the property 'resources'")
  const resources = named(document, 'resources')
  const list = resources?.value
  if (resources === undefined || !Array.isArray(list) || list.length === 0) {
    throw fault("the property 'resources' with a resource")
  }
  const replaced = list.map((resource: unknown) => {
    if (!isObject(resource)) throw fault('objects as resources')
    const entries = Object.entries(resource).map(([name, value]) => {
      const said = (property: string) =>
        fault(`the property '${property}' in '${visible(name, 100)}'`)
      return [name, withTaskDefinition(value, taskDefinition, said)]
    })
    return Object.fromEntries(entries)
  })
  return { ...document, [resources.name]: replaced }
}

const withTaskDefinition = (
  resource: unknown,
  taskDefinition: string,
  fault: (property: string) => UserError,
): Json => {
  const properties = isObject(resource) ? named(resource, 'properties') : undefined
  if (!isObject(resource) || properties === undefined || !isObject(properties.value)) {
    throw fault('properties')
  }
  const old = named(properties.value, 'taskDefinition')
  if (old === undefined) throw fault('taskDefinition')
  return {
    ...resource,
    [properties.name]: { ...properties.value, [old.name]: taskDefinition },
  }
}

/** A member by its name in any case, with the name as it is written. */
const named = (
  from: Json,
  name: string,
): { readonly name: string; readonly value: unknown } | undefined => {
  const wanted = name.toLowerCase()
  const entry = Object.entries(from).find(([member]) => member.toLowerCase() === wanted)
  return entry && { name: entry[0], value: entry[1] }
}
