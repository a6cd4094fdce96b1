import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import type { ActionState, ObjectKey, Problem } from '@/platform/bindings'
import { notices } from '@/stores/notices'

import ActionBar from './ActionBar.vue'
import JobConfirm from './JobConfirm.vue'
import { answerQuestion } from './jobs'
import { clean, EVIL, expectAccessible, page, settle, show, testHost, VM } from './testing/host'

const second: ObjectKey = { ...VM, reference: 'OpaqueRef:vm-2' }
const refused: Problem = { code: 'needs_tools', params: {}, raw: [] }

function action(job: ActionState['job'], other: Partial<ActionState> = {}): ActionState {
  return { job, refusal: null, likely: true, destructive: false, interrupts: false, appliesTo: 1, inputs: [], ...other }
}

async function start(actions: ActionState[], objects = [VM], answer: (command: string, args: Record<string, unknown>) => unknown = () => []) {
  const names: Record<string, string> = { [VM.reference]: EVIL, [second.reference]: 'db-02' }
  const host = testHost((spec) => {
    if (spec.view === 'actions') return [...actions]
    if (spec.view === 'page') return page({ object: spec.object, name: names[spec.object.reference] })
    return []
  }, answer)
  const both = defineComponent({ setup: () => () => [h(ActionBar, { objects }), h(JobConfirm)] })
  const wrapper = show(both)
  await settle()
  const button = (name: string): HTMLButtonElement => {
    const found = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === name)
    if (!found) throw new Error(`no button ${name}`)
    return found
  }
  const ran = (): Record<string, unknown>[] => host.calls.filter(({ command }) => command === 'run_job').map(({ args: { job, objects } }) => ({ job, objects }))
  return { wrapper, button, ran, host }
}

afterEach(async () => {
  answerQuestion(false)
  await settle()
  clean()
})

describe('ActionBar', () => {
  it('does what may be done at once', async () => {
    const { button, ran } = await start([action('start')])
    button('Start').click()
    await settle()
    expect(ran()).toEqual([{ job: 'start', objects: [VM] }])
  })

  it('keeps what cannot be done within reach, and says why', async () => {
    const { button, ran } = await start([action('cleanShutdown', { refusal: refused, appliesTo: 0 })])
    const shut = button('Shut down')
    expect(shut.disabled).toBe(false)
    expect(shut.getAttribute('aria-disabled')).toBe('true')
    shut.focus()
    expect(document.activeElement).toBe(shut)
    shut.dispatchEvent(new MouseEvent('pointermove', { bubbles: true }))
    await settle()
    const why = document.getElementById(shut.getAttribute('aria-describedby') ?? '')
    expect(why?.textContent).toBeTruthy()
    shut.click()
    await settle()
    expect(ran()).toEqual([])
  })

  it('tells a screen reader, too, what in the menu cannot run now, and why', async () => {
    const { ran } = await start([action('clone', { likely: false, refusal: refused }), action('rename', { likely: false, inputs: ['name'] })])
    const more = document.querySelector<HTMLElement>('[aria-label="More actions"]')!
    more.focus()
    more.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await settle()
    const lines = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')]
    expect(lines.map((line) => line.getAttribute('aria-disabled'))).toEqual(['true', null])
    lines[0]?.click()
    await settle()
    expect(ran()).toEqual([])
  })

  it('asks first where something may be lost, naming what would be hit as it was typed', async () => {
    const { button, ran } = await start([action('hardShutdown', { destructive: true, interrupts: true })])
    button('Force shutdown').click()
    await settle()
    expect(ran()).toEqual([])
    const dialog = document.querySelector('[role=dialog]')!
    expect(dialog.textContent).toContain(EVIL)
    expect(dialog.textContent).toContain('is lost')
    expect(document.querySelector('img')).toBeNull()
    await expectAccessible(dialog)
    const yes = [...dialog.querySelectorAll('button')].find((one) => one.textContent?.trim() === 'Force shutdown')!
    yes.click()
    await settle()
    expect(ran()).toEqual([{ job: 'hardShutdown', objects: [VM] }])
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('does nothing after a no', async () => {
    const { button, ran } = await start([action('hardReboot', { destructive: true, interrupts: true })])
    button('Force reboot').click()
    await settle()
    button('Cancel').click()
    await settle()
    expect(ran()).toEqual([])
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('names, in a mixed selection, only what it would run on', async () => {
    const hard = action('hardShutdown', { destructive: true, interrupts: true })
    const { button } = await start([hard], [VM, second], (command, args) => {
      if (command !== 'actions') return []
      const [object] = args.objects as ObjectKey[]
      return [{ ...hard, refusal: object?.reference === second.reference ? null : refused }]
    })
    button('Force shutdown (1 of 2)').click()
    await settle()
    const words = document.querySelector('[role=dialog]')!.textContent
    expect(words).toContain('db-02')
    expect(words).not.toContain(EVIL)
    expect(words).toContain('1 of the 2 selected')
  })

  it('tells of a refusal', async () => {
    const { button } = await start([action('start')], [VM], (command) => {
      if (command === 'run_job') throw { code: 'HOST_NOT_ENOUGH_FREE_MEMORY', params: {}, raw: ['HOST_NOT_ENOUGH_FREE_MEMORY'] }
      return []
    })
    const before = notices.value.length
    button('Start').click()
    await settle()
    expect(notices.value.length).toBe(before + 1)
    expect(notices.value[0]).toMatchObject({ problem: { code: 'HOST_NOT_ENOUGH_FREE_MEMORY' }, object: VM })
  })

  it('keeps the focus when the pressed button goes away with the state', async () => {
    const actions = [action('cleanReboot'), action('suspend')]
    const { button, host } = await start(actions)
    button('Reboot').focus()
    actions.shift()
    host.refresh()
    await settle()
    expect(document.activeElement).toBe(button('Suspend'))
  })

  it('puts the less likely into a menu', async () => {
    const { wrapper } = await start([action('start'), action('pause', { likely: false, refusal: refused })])
    expect(wrapper.findAll('.actions > button').map((one) => one.text())).toEqual(['Start', ''])
    expect(wrapper.get('[aria-label="More actions"]').attributes('aria-haspopup')).toBe('menu')
    await expectAccessible(wrapper.element.parentElement!)
  })
})
