import { afterEach, describe, expect, it } from 'vitest'

import type { ActionState, Affected, Effect, ObjectKey, Planned, Preview, Refusal } from '@/platform/bindings'
import { closeModals } from '@/stores/modals'
import { notices } from '@/stores/notices'

import ActionBar from './ActionBar.vue'
import { clean, EVIL, expectAccessible, page, settle, show, testHost, VM } from '@tests/host'

const second: ObjectKey = { ...VM, reference: 'OpaqueRef:vm-2' }
const refused: Refusal = { problem: { code: 'needs_tools', params: {}, raw: [] }, fix: null }

function action(job: ActionState['job'], other: Partial<ActionState> = {}): ActionState {
  return { job, area: 'vm', refusal: null, likely: true, destructive: false, confirms: false, appliesTo: 1, asks: false, ...other }
}

const names: Record<string, string> = { [VM.reference]: EVIL, [second.reference]: 'db-02' }

/** What the engine says of one that a job is asked for. */
function affected(object: ObjectKey, other: Partial<Affected> = {}): Affected {
  return { object, name: names[object.reference] ?? object.reference, pool: 'Lyon', host: 'xcp-lyon-01', refusal: null, ...other }
}

/** What would be done to each of these, as the engine shows it. */
function previewOf(all: Affected[], job: string): Preview {
  const effects = (object: ObjectKey): Effect[] =>
    job.startsWith('hard') ? [{ is: 'interrupt', object, until: 'started' }, { is: 'loseUnsaved', object }] : [{ is: 'interrupt', object, until: 'started' }]
  const planned = all.map((one): Planned => ({ affected: one, effects: one.refusal ? [] : effects(one.object) }))
  return { planned, beside: [], isOfOthers: false, fingerprint: 'as shown', hasScript: true }
}

/** Answers as the engine does, were these what is selected. */
const engine = (all: (objects: ObjectKey[]) => Affected[]) => (command: string, args: Record<string, unknown>): unknown => {
  const objects = args.objects as ObjectKey[]
  if (command === 'job_form') return { fields: [], affected: all(objects) }
  if (command === 'preview_job') return previewOf(all(objects), (args.request as { job: string }).job)
  return []
}

async function start(actions: ActionState[], objects = [VM], answer: (command: string, args: Record<string, unknown>) => unknown = engine((all) => all.map((object) => affected(object)))) {
  const host = testHost((spec) => {
    if (spec.view === 'actions') return [...actions]
    if (spec.view === 'page') return page({ object: spec.object, name: names[spec.object.reference] })
    return []
  }, answer)
  const wrapper = show(ActionBar, { objects })
  await settle()
  const button = (name: string): HTMLButtonElement => {
    const found = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === name)
    if (!found) throw new Error(`no button ${name}`)
    return found
  }
  const ran = (): Record<string, unknown>[] => host.calls.filter(({ command }) => command === 'run_job').map(({ args: { request, objects } }) => ({ job: (request as { job: string }).job, objects }))
  return { wrapper, button, ran, host }
}

/** The button of the dialog that does it. */
function confirmable(name: string): HTMLButtonElement {
  return [...document.querySelectorAll<HTMLButtonElement>('[role=dialog] button')].find((one) => one.textContent?.trim() === name)!
}

/** Says yes. (jsdom submits no form by a button outside of it.) */
function confirmed(name: string): void {
  const yes = confirmable(name)
  if (!yes.disabled) yes.form?.requestSubmit()
}

afterEach(async () => {
  closeModals()
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

  it('folds a long menu by what its lines are about, and reaches them by keys', async () => {
    const life = ['start', 'startOn', 'startPaused', 'resume', 'unpause', 'suspend', 'pause', 'snapshot', 'checkpoint', 'clone', 'copy', 'migrate'] as const
    const { ran } = await start([
      ...life.map((job) => action(job, { likely: false })),
      action('setMemory', { likely: false, area: 'settings' }),
      action('setProcessors', { likely: false, area: 'settings', refusal: refused }),
      action('ejectDisc', { likely: false, area: 'disk' }),
      action('rename', { likely: false, area: 'object' }),
    ])
    const more = document.querySelector<HTMLElement>('[aria-label="More actions"]')!
    more.focus()
    more.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await settle()
    const lines = () => [...document.querySelectorAll<HTMLElement>('[role=menuitem]')]
    const labels = () => lines().map((line) => line.querySelector('.menu-label')?.textContent)
    // One of an area alone stands among the others, and so does what has a key.
    expect(labels().slice(-3)).toEqual(['Eject the disc', 'Rename', 'Hardware and start'])
    const folded = lines().at(-1) as HTMLElement
    expect(folded.getAttribute('aria-haspopup')).toBe('menu')
    folded.focus()
    folded.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))
    await settle()
    expect(labels().slice(-2)).toEqual(['Change the memory', 'Change the vCPUs'])
    await expectAccessible(document.querySelector('[role=menu]') as HTMLElement)
    lines().at(-2)?.click()
    await settle()
    expect(ran()).toEqual([{ job: 'setMemory', objects: [VM] }])
  })

  it('has in its menu first what is possible, then what is not now, each reason once, and says it of each line', async () => {
    const { ran } = await start([
      action('clone', { likely: false, refusal: refused }),
      action('hardReboot', { likely: false, destructive: true, confirms: true }),
      action('rename', { likely: false, asks: true }),
      action('suspend', { likely: false, refusal: refused }),
    ])
    const more = document.querySelector<HTMLElement>('[aria-label="More actions"]')!
    more.focus()
    more.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await settle()
    const lines = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')]
    expect(lines.map((line) => line.querySelector('.menu-label')?.textContent)).toEqual(['Rename…', 'Force reboot', 'Clone', 'Suspend'])
    expect(lines.map((line) => line.getAttribute('aria-disabled'))).toEqual([null, null, 'true', 'true'])
    expect(document.activeElement).toBe(lines[0])
    expect([...document.querySelectorAll('.menu-heading')].map((one) => one.textContent)).toEqual([expect.stringMatching(/^Not now: /)])
    const why = lines[3]?.querySelector('.visually-hidden')?.textContent
    expect(why).toBeTruthy()
    lines[3]?.click()
    await settle()
    expect(ran()).toEqual([])
  })

  it('asks first where something may be lost, naming what would be hit as it was typed', async () => {
    const { button, ran } = await start([action('hardShutdown', { destructive: true, confirms: true })])
    button('Force shutdown').click()
    await settle()
    expect(ran()).toEqual([])
    const dialog = document.querySelector('[role=dialog]')!
    expect(dialog.textContent).toContain(EVIL)
    expect(dialog.textContent).toContain('is lost')
    expect(document.querySelector('img')).toBeNull()
    await expectAccessible(dialog)
    confirmed('Force shutdown')
    await settle()
    expect(ran()).toEqual([{ job: 'hardShutdown', objects: [VM] }])
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('does nothing after a no', async () => {
    const { button, ran } = await start([action('hardReboot', { destructive: true, confirms: true })])
    button('Force reboot').click()
    await settle()
    button('Cancel').click()
    await settle()
    expect(ran()).toEqual([])
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('names, in a mixed selection, what it would run on, and runs on nothing else', async () => {
    const hard = action('hardShutdown', { destructive: true, confirms: true })
    const { button, ran } = await start([hard], [VM, second], engine(() => [affected(VM, { refusal: refused }), affected(second)]))
    button('Force shutdown (1 of 2)').click()
    await settle()
    const dialog = document.querySelector('[role=dialog]')!
    const impact = document.getElementById(dialog.getAttribute('aria-describedby') ?? '')?.textContent
    expect(impact).toContain('db-02')
    expect(impact).not.toContain(EVIL)
    // What is left out is named in the list, with the reason.
    expect(dialog.querySelector('summary')?.textContent).toBe('All 2; 1 of them left out')
    const line = [...dialog.querySelectorAll('.line')].find((one) => one.textContent?.includes(EVIL))
    expect(line?.textContent).toMatch(/left out: .+/)
    await expectAccessible(dialog)
    confirmed('Force shutdown')
    await settle()
    expect(ran()).toEqual([{ job: 'hardShutdown', objects: [second] }])
  })

  it('says in which pool and on which host', async () => {
    const { button } = await start([action('cleanShutdown', { confirms: true })])
    button('Shut down').click()
    await settle()
    const dialog = document.querySelector('[role=dialog]')!
    expect(dialog.querySelector('.pools .name')?.textContent).toContain('Lyon')
    expect(dialog.querySelector('.pools .what')?.textContent).toBe(`${EVIL} on xcp-lyon-01`)
  })

  it('names every pool and its hosts, where there are several', async () => {
    const { button } = await start([action('cleanShutdown', { confirms: true, appliesTo: 3 })], [VM, second], engine(() =>
      [affected(VM), affected(second, { host: 'xcp-lyon-02' }), affected({ ...VM, connection: 'c2' }, { pool: 'Oslo', host: null })]))
    button('Shut down').click()
    await settle()
    const told = [...document.querySelectorAll('.pool')].map((one) => one.textContent)
    expect(told).toEqual(['Lyon2 VMs on xcp-lyon-01, xcp-lyon-02', `Oslo${EVIL}`])
  })

  it('is red for many, and wants the number of very many typed', async () => {
    const check = async (count: number, danger: boolean, types: boolean) => {
      const many = Array.from({ length: count }, (_, n) => ({ ...VM, reference: `OpaqueRef:${n}` }))
      const { button, ran } = await start([action('cleanShutdown', { confirms: true, appliesTo: count })], many)
      button('Shut down').click()
      await settle()
      const yes = () => confirmable('Shut down')
      expect(yes().classList.contains('danger'), `${count}`).toBe(danger)
      expect(yes().disabled, `${count}`).toBe(types)
      const field = document.querySelector<HTMLInputElement>('[role=dialog] input')
      expect(field !== null, `${count}`).toBe(types)
      if (field) {
        for (const [typed, enough] of [[String(count - 1), false], [String(count), true]] as const) {
          field.value = typed
          field.dispatchEvent(new Event('input', { bubbles: true }))
          await settle()
          expect(yes().disabled, typed).toBe(!enough)
        }
      }
      confirmed('Shut down')
      await settle()
      expect(ran()).toHaveLength(1)
      clean()
    }
    await check(4, false, false)
    await check(5, true, false)
    await check(19, true, false)
    await check(20, true, true)
  })

  it('tells of a refusal', async () => {
    const { button } = await start([action('start')], [VM], (command) => {
      if (command === 'job_form') return { fields: [], affected: [affected(VM)] }
      if (command === 'run_job') throw { code: 'HOST_NOT_ENOUGH_FREE_MEMORY', params: {}, raw: ['HOST_NOT_ENOUGH_FREE_MEMORY'] }
      return []
    })
    const before = notices.value.length
    button('Start').click()
    await settle()
    expect(notices.value.length).toBe(before + 1)
    expect(notices.value[0]).toMatchObject({ problem: { code: 'HOST_NOT_ENOUGH_FREE_MEMORY' }, object: VM, job: 'start', subject: EVIL })
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
