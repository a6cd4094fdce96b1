import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent } from 'vue'

import type { ActionState, FieldKind, Form, FormField, Found, Problem } from '@/platform/bindings'

import { closeModals } from '@/stores/modals'

import { clean, expectAccessible, settle, show, testHost, type TestHost, VM } from '@tests/host'

import { requestJob } from '../requestJob'

afterEach(() => {
  closeModals()
  clean()
})

const field = (name: string, kind: FieldKind): FormField => ({
  name, kind, required: true, initial: { is: 'empty' }, isSubject: false,
})
const one = (name: string, refusal: Problem | null = null): Found => ({ value: name, name, term: null, facts: [], refusal })

/** New storage, of which the portal and its target are asked for. */
async function open(answer: (question: number) => unknown, { typed = false, said = {} } = {}): Promise<TestHost> {
  const action: ActionState = {
    job: 'createSr', area: 'storage', refusal: null, likely: false, destructive: false, confirms: false, appliesTo: 1, asks: true,
  }
  const affected = [{ object: VM, name: 'Lyon', pool: 'Lyon', host: null, refusal: null }]
  const fields = [
    field('user', { is: 'text', suggestions: [] }),
    field('password', { is: 'secret' }),
    field('iqn', { is: 'asked', needs: ['user'], also: ['password'], typed }),
  ]
  const there = testHost(() => undefined, (command, args) => {
    if (command === 'job_form') return { fields, affected } satisfies Form
    if (command === 'preview_job') return { planned: [], fingerprint: '', beside: [], isOfOthers: false, hasScript: false }
    if (command === 'ask_server') return answer(args.question as number)
    return []
  })
  show(defineComponent(() => () => null))
  requestJob(action, [VM], { kind: 'srIscsi', ...said })
  await settle()
  return there
}

const dialog = () => document.querySelector<HTMLElement>('[role=dialog]')
const button = (words: string) => [...(dialog()?.querySelectorAll('button') ?? [])].find(({ textContent }) => textContent?.includes(words))

async function say(index: number, words: string): Promise<void> {
  const element = dialog()?.querySelectorAll<HTMLInputElement>('input')[index]
  if (!element) throw new Error('nothing to fill in')
  element.value = words
  element.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}

async function press(words: string): Promise<void> {
  button(words)?.click()
  await settle()
}

describe('a field that the server is asked about', () => {
  it('is asked about once what is needed was said, and offers what is told', async () => {
    const there = await open(() => [one('iqn.a'), one('iqn.b', { code: 'sr_nothing_found', params: {}, raw: [] })])
    const asked = () => there.calls.filter(({ command }) => command === 'ask_server')
    await press('Ask the server')
    expect(asked()).toEqual([])
    await say(0, 'pool')
    await say(1, 'hush')
    await press('Ask the server')
    expect(asked()[0]?.args).toMatchObject({ field: 'iqn', object: VM, request: { job: 'createSr', inputs: { user: 'pool', password: 'hush' } } })
    // Of two one is unfit, so that there is no choice.
    const radios = [...(dialog()?.querySelectorAll<HTMLInputElement>('input[type=radio]') ?? [])]
    expect(radios.map(({ checked, disabled }) => [checked, disabled])).toEqual([[true, false], [false, true]])
    expect(dialog()?.querySelector('input[type=password]')?.getAttribute('autocomplete')).toBe('new-password')
    await expectAccessible(dialog() as HTMLElement)
    // What another user would see is not known.
    await say(0, 'other')
    expect(dialog()?.querySelector('input[type=radio]')).toBeNull()
  })

  it('says why nothing can be chosen, and can be stopped', async () => {
    let refuse: (problem: Problem) => void = () => undefined
    const there = await open(() => new Promise((_, reject) => (refuse = reject)))
    await say(0, 'pool')
    await press('Ask the server')
    expect(dialog()?.querySelector('.asked')?.getAttribute('aria-busy')).toBe('true')
    await press('Stop')
    expect(there.calls.at(-1)?.command).toBe('stop_asking')
    refuse({ code: 'portal_unreachable', params: {}, raw: [] })
    await settle()
    expect(dialog()?.querySelector('.asked')?.getAttribute('aria-busy')).toBe('false')
    expect(dialog()?.querySelector('.problem')?.textContent).toContain('No iSCSI portal answers')
  })

  it('keeps nothing that was found elsewhere, and what was typed by hand', async () => {
    await open(() => [one('iqn.a'), one('iqn.b')], { typed: true })
    const typed = () => dialog()?.querySelectorAll<HTMLInputElement>('.asked input')[0]
    await say(0, 'pool')
    await press('Ask the server')
    dialog()?.querySelector<HTMLInputElement>('input[type=radio]')?.click()
    await settle()
    expect(typed()?.value).toBe('iqn.a')
    await say(0, 'other')
    expect(typed()?.value).toBe('')
    await say(2, 'iqn.by-hand')
    await say(0, 'third')
    expect(typed()?.value).toBe('iqn.by-hand')
  })

  it('keeps nothing that is not there any more', async () => {
    await open(() => [one('iqn.b'), one('iqn.c')], { said: { user: 'pool', iqn: 'iqn.a' } })
    await press('Ask the server')
    expect(dialog()?.querySelector('input[type=radio]:checked')).toBeNull()
    await press('storage')
    expect(dialog()?.querySelector('.asked [role=alert]')).not.toBeNull()
  })
})
