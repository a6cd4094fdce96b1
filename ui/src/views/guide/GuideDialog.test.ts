import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'

import { setLanguage } from '@/locales'
import { clean, expectAccessible, settle, show, testHost } from '@tests/host'
import { modals, openModal } from '@/stores/modals'
import { select } from '@/stores/selection'

import { useShortcuts } from '../shortcuts'

const Window = defineComponent({
  setup: () => {
    useShortcuts()
    return () => null
  },
})

/** A dialog that asks about a job, as the window's does. */
const Asking = defineComponent({ props: { action: { type: Object, required: true } }, setup: () => () => null })

const until = (holds: () => void) => vi.waitFor(holds, { timeout: 10_000 })
const press = (key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
const headings = () => [...document.querySelectorAll('article [data-anchor]')].map((one) => one.textContent)
const button = (text: string) => [...document.querySelectorAll<HTMLElement>('.guide button')].find((one) => one.textContent?.trim().startsWith(text))!

async function open(): Promise<void> {
  press('F1')
  await until(() => expect(document.querySelector('article')).not.toBeNull())
  await settle()
}

beforeEach(() => {
  testHost((spec) => (spec.view === 'connections' ? [] : undefined))
  setLanguage('en')
  show(Window)
})

afterEach(() => {
  select([])
  setLanguage('en')
  clean()
})

describe('the guide', () => {
  it('opens on F1 at the first steps where there is no server yet', async () => {
    await open()
    expect(headings()[0]).toBe('First steps')
    expect(document.querySelector('[aria-current=page]')?.textContent?.trim()).toBe('First steps')
    await expectAccessible(document.querySelector('[role=dialog]')!)
  })

  it('opens over a job at what tells of it, and leaves the job as it is', async () => {
    void openModal(Asking, () => ({ action: { job: 'checkpoint' } }))
    await open()
    expect(headings()[0]).toBe('Virtual machines')
    expect(document.activeElement?.textContent).toBe('Snapshots')
    expect(modals.value.length).toBe(2)
    modals.value.at(-1)?.close()
    expect(modals.value.map(({ component }) => component)).toEqual([Asking])
  })

  it('opens once, from a dialog as well, and not over a guest that has all keys', async () => {
    const [guest, dialog] = [document.createElement('div'), document.createElement('div')]
    guest.dataset.ownKeys = ''
    dialog.setAttribute('role', 'dialog')
    document.body.append(guest, dialog)
    press('F1', guest)
    expect(modals.value.length).toBe(0)
    press('F1', document.body, { shiftKey: true })
    expect(modals.value.length).toBe(0)
    press('F1', dialog)
    press('F1')
    expect(modals.value.length).toBe(1)
  })

  it('finds words without their accents, headings first, and goes there and back', async () => {
    setLanguage('fr')
    await open()
    const box = document.querySelector<HTMLInputElement>('.guide input')!
    box.value = 'memoire demarrage'
    box.dispatchEvent(new Event('input', { bubbles: true }))
    await settle()
    button('vCPU, mémoire, démarrage').click()
    await settle()
    expect(headings()[0]).toBe('Disques et matériel d’une VM')
    expect(document.activeElement?.textContent).toBe('vCPU, mémoire, démarrage')
    document.querySelector<HTMLElement>('.guide button[aria-label="Revenir à ce qui était lu avant"]')!.click()
    await settle()
    expect(headings()[0]).toBe('Premiers pas')
  })

  it('follows links inside of it', async () => {
    await open()
    button('Networks').click()
    await settle()
    const link = [...document.querySelectorAll<HTMLElement>('article a')].find((one) => one.textContent === 'Disks and hardware of a VM')!
    link.click()
    await settle()
    expect(headings()[0]).toBe('Disks and hardware of a VM')
    expect(document.activeElement?.textContent).toBe('Network interfaces of a VM')
  })
})
