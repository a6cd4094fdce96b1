import { afterEach, expect, it } from 'vitest'
import { h, nextTick, ref, Teleport } from 'vue'

import { EVIL } from '@tests/host'

import { createWindow } from './renderer'

afterEach(() => {
  document.body.innerHTML = ''
})

/** An element that shows a text, and what changes it. */
function shown(first: string) {
  const text = ref(first)
  const place = document.body.appendChild(document.createElement('div'))
  createWindow({ render: () => h('p', text.value) }).mount(place)
  const paragraph = place.querySelector('p')!
  async function becomes(next: string): Promise<ChildNode | null> {
    text.value = next
    await nextTick()
    expect(paragraph.textContent).toBe(next)
    expect(paragraph.childNodes).toHaveLength(next ? 1 : 0)
    return paragraph.firstChild
  }
  return { node: paragraph.firstChild, becomes }
}

it('writes a text that changes into the node that is there', async () => {
  const { node, becomes } = shown('one')
  expect(await becomes('two')).toBe(node)
  expect(await becomes(EVIL)).toBe(node)
})

it('makes a node where there is none, and leaves none where there is no text', async () => {
  const { node, becomes } = shown('')
  expect(node).toBeNull()
  expect(await becomes('one')).toBeInstanceOf(Text)
  expect(await becomes('')).toBeNull()
})

it('puts in the place of elements what is only text', async () => {
  const plain = ref(false)
  const place = document.body.appendChild(document.createElement('div'))
  createWindow({ render: () => h('p', plain.value ? 'text' : ['a', h('b', 'c')]) }).mount(place)
  plain.value = true
  await nextTick()
  expect(place.innerHTML).toBe('<p>text</p>')
})

it('draws what stands elsewhere', async () => {
  const place = document.body.appendChild(document.createElement('div'))
  createWindow({ render: () => h(Teleport, { to: 'body' }, h('dialog', 'over there')) }).mount(place)
  await nextTick()
  expect(document.querySelector('body > dialog')?.textContent).toBe('over there')
})

it('shows in texts, and in what is read out, what would be invisible', async () => {
  const name = ref('web\u202e10')
  const place = document.body.appendChild(document.createElement('div'))
  createWindow({
    render: () => [h('p', { title: name.value, 'aria-label': name.value }, name.value), [h('i'), name.value], h('input', { value: name.value })],
  }).mount(place)
  const check = (seen: string, kept: string) => {
    const paragraph = place.querySelector('p')!
    const label = paragraph.getAttribute('aria-label')
    expect([paragraph.title, label, paragraph.textContent]).toEqual([seen, seen, seen])
    expect(place.querySelector('i')!.nextSibling!.textContent).toBe(seen)
    // What is edited is what there is.
    expect(place.querySelector('input')!.value).toBe(kept)
  }
  check('web[U+202E]10', 'web\u202e10')
  name.value = '\u2066\u200bdb'
  await nextTick()
  check('[U+2066][U+200B]db', '\u2066\u200bdb')
})
