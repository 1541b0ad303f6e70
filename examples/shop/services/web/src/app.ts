import { catalogue } from '../../../libs/shared/catalogue.ts'
import { rows } from './products.ts'

const cell = (text: string): HTMLElement => {
  const element = document.createElement('span')
  element.textContent = text
  return element
}

const list = document.querySelector('#products')
for (const { name, price } of rows(catalogue, navigator.language)) {
  const item = document.createElement('li')
  item.append(cell(name), cell(price))
  list?.append(item)
}
