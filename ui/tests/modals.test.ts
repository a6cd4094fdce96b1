import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'

import Dialog from '@/components/ui/Dialog.vue'
import { rememberFocus } from '@/components/ui/focusReturn'
import { closeModals, modals, openModal } from '@/stores/modals'

import { clean, settle, show } from './host'

/** A dialog with a field and a button that answers. */
const Asking = defineComponent({
  props: { title: { type: String, required: true } },
  emits: ['close'],
  setup: (props, { emit }) => () =>
    h(Dialog, { open: true, title: props.title, 'onUpdate:open': () => emit('close') }, () => [
      h('input', { id: `field-${props.title}` }),
      h('button', { id: `answer-${props.title}`, onClick: () => emit('close', props.title) }, 'Answer'),
    ]),
})
const ask = (title: string) => openModal<string>(Asking, () => ({ title }))

let forget: () => void
beforeEach(async () => {
  forget = rememberFocus()
  show(defineComponent({ setup: () => () => [h('button', { id: 'opener' }, 'Open')] }))
  document.getElementById('opener')?.focus()
  await settle()
})
afterEach(async () => {
  closeModals()
  await settle()
  forget()
  clean()
})

const titles = () => [...document.querySelectorAll('[role=dialog] .dialog-title')].map((title) => title.textContent)
const focus = () => document.activeElement?.id
function escape(): void {
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
}

describe('the stack of dialogs', () => {
  it('closes the last one first, and gives the focus back step by step', async () => {
    void ask('first')
    await settle()
    expect(focus()).toBe('field-first')
    document.getElementById('answer-first')?.focus()
    void ask('second')
    await settle()
    expect(titles()).toEqual(['first', 'second'])
    expect(focus()).toBe('field-second')
    escape()
    await settle()
    expect(titles()).toEqual(['first'])
    expect(focus()).toBe('answer-first')
    escape()
    await settle()
    expect(titles()).toEqual([])
    expect(focus()).toBe('opener')
  })

  it('hides what is under a dialog from screen readers', async () => {
    void ask('first')
    await settle()
    void ask('second')
    await settle()
    const hidden = (id: string) => document.getElementById(id)?.closest('[aria-hidden=true]') !== null
    expect(hidden('opener')).toBe(true)
    expect(hidden('field-first')).toBe(true)
    expect(hidden('field-second')).toBe(false)
  })

  it('tells whoever opened a dialog what came of it', async () => {
    const answered = ask('yes')
    await settle()
    document.getElementById('answer-yes')?.click()
    expect(await answered).toBe('yes')
    const closed = ask('no')
    await settle()
    escape()
    expect(await closed).toBeUndefined()
  })

  it('closes a dialog when what it is about has gone', async () => {
    const about = shallowRef<string | undefined>('server')
    const closed = openModal(Asking, () => (about.value ? { title: about.value } : undefined))
    await settle()
    expect(titles()).toEqual(['server'])
    about.value = undefined
    expect(await closed).toBeUndefined()
    await settle()
    expect(titles()).toEqual([])
    expect(modals.value).toEqual([])
  })
})
