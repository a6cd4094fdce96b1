import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { i18n } from '@/locales'
import { preloadTabs } from '@/modules/objectTypes'
import type { ActionState, ConnectionState, ConnectionView, Job, Page } from '@/platform/bindings'

import ObjectPage from './ObjectPage.vue'
import { clean, EVIL, expectAccessible, field, page, settle, show, testHost, text, type TestHost, VM } from '@tests/host'

function connection(state: ConnectionState): ConnectionView {
  return {
    id: 'c1', kind: 'pool', parent: null, pool: null, sameAs: [], hidden: false, name: 'paris-lab', address: 'host-1', user: 'root', keep: 'keyring', state, status: 'live', demo: false, objects: 10,
    asOf: null, readOnly, skew: null, unsure: false, role,
  }
}

const action = (job: Job, other: Partial<ActionState> = {}): ActionState => ({
  job, area: 'vm', refusal: null, likely: false, destructive: false, confirms: false, appliesTo: 1, asks: false, ...other,
})
const OF_A_POOL = [action('disconnect'), action('allowChanges'), action('removeServer', { confirms: true })]

let shown: Page | null | undefined
let state: ConnectionState
let readOnly = false
let role: string | null = null
let host: TestHost
const tabs: string[] = []

async function start(props: Record<string, unknown> = {}) {
  host = testHost((spec) => {
    if (spec.view === 'page') return shown
    if (spec.view === 'connections') return [connection(state)]
    if (spec.view === 'actions') return spec.objects[0]?.class === 'pool' ? OF_A_POOL : [action('start', { likely: true })]
    if (spec.view === 'table') return { columns: [{ id: 'name', numeric: false }], sort: null, sums: [], total: 0, offset: 0, rows: [] }
    return undefined
  })
  const wrapper = show(ObjectPage, { object: VM, 'onUpdate:tab': (tab: string) => tabs.push(tab), ...props })
  await settle()
  return wrapper
}

beforeAll(preloadTabs)
beforeEach(() => {
  shown = page()
  state = { is: 'live', since: 0 }
  readOnly = false
  role = null
  tabs.length = 0
  i18n.global.locale.value = 'en'
})
afterEach(clean)

describe('ObjectPage', () => {
  it('shows what it is, where, since when, and what is wrong', async () => {
    shown = page({
      since: Math.floor(Date.now() / 1000) - 3 * 86_400 - 60,
      tags: ['prod'],
      warnings: [{ code: 'tools_missing', params: {}, raw: [] }],
      description: 'The shop',
    })
    const wrapper = await start()
    expect(wrapper.get('h1').text()).toBe('web-01')
    expect(wrapper.text()).toContain('Running')
    expect(wrapper.text()).toContain('paris-lab')
    expect(wrapper.text()).toContain('up 3 d')
    expect(wrapper.text()).toContain('prod')
    expect(wrapper.text()).toContain('The shop')
    expect(wrapper.get('[aria-label=Warnings]').findAll('li')).toHaveLength(1)
    expect(wrapper.findAll('[role=tab]').map((tab) => tab.text())).toEqual(['General', 'Performance', 'Console', 'Disks', 'Network', 'Health', 'Changes'])
    await expectAccessible(wrapper.element.parentElement!)
  })

  it('says of a pool who one is, that it is read-only, and has in its menu what the tree has', async () => {
    readOnly = true
    shown = page({ kind: 'pool', object: { ...VM, class: 'pool' }, name: 'Lyon', hasConsole: false, tags: ['a', 'b', 'c', 'd', 'e'] })
    const wrapper = await start()
    expect(wrapper.get('.user').text()).toBe('User: root')
    expect(wrapper.get('.header').text()).toContain('Read-only')
    expect(wrapper.get('[aria-label=Tags]').text()).toContain('+2')
    const more = wrapper.get<HTMLElement>('[aria-label="More actions"]').element
    more.focus()
    more.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await settle()
    const lines = [...document.querySelectorAll('[role=menuitem] .menu-label')].map((one) => one.textContent)
    expect(lines).toEqual(['Disconnect', 'End read-only', 'Remove from Pooldeck…'])
  })

  it('says of a pool which role one has', async () => {
    role = 'vm-operator'
    shown = page({ kind: 'pool', object: { ...VM, class: 'pool' }, name: 'Lyon', hasConsole: false })
    expect((await start()).get('.user').text()).toBe('User: root (VM operator)')
  })

  it('says what is under way', async () => {
    shown = page({ busy: 'clean_shutdown' })
    expect((await start()).text()).toContain('Shutting down')
  })

  it('says beside the state that it is not well', async () => {
    shown = page({ health: 'degraded' })
    const state = (await start()).get('.state').text()
    expect(state).toContain('Running')
    expect(state).toContain('Degraded')
  })

  it('shows what a guest told before it came to rest as that, and as no fact of now', async () => {
    const address = field('ipv4', { is: 'code', text: '10.0.0.7' })
    shown = page({ status: 'halted', sections: [{ id: 'guestBefore', fields: [address] }] })
    const wrapper = await start()
    expect(wrapper.find('.facts').exists()).toBe(false)
    expect(wrapper.get('.card').text()).toContain('Guest, last known')
  })

  it('waits', async () => {
    shown = undefined
    const wrapper = await start()
    expect(wrapper.get('[role=status]').text()).toContain('Loading')
  })

  it('says that it is gone, by the name it had', async () => {
    const wrapper = await start()
    shown = null
    host.refresh()
    await settle()
    expect(wrapper.text()).toContain('web-01 is no longer there')
    await expectAccessible(wrapper.element.parentElement!)
  })

  it('keeps what is known when the connection is lost, and says how old it is', async () => {
    state = { is: 'stale', since: Math.floor(Date.now() / 1000) - 300, why: { code: 'unreachable', params: {}, raw: [] }, nextTry: null, trying: '10.0.0.2' }
    const wrapper = await start()
    expect(wrapper.get('h1').text()).toBe('web-01')
    expect(wrapper.text()).toMatch(/5 min/)
    expect(wrapper.text()).toContain('Trying 10.0.0.2 now')
    // The state that is shown was true once: it must not look as if it were true now.
    expect(wrapper.get('.header').attributes('data-old')).toBe('')
    expect(wrapper.get('.header').text()).toContain('not known now')
  })

  it('shows every text as it was typed', async () => {
    shown = page({
      name: EVIL,
      description: EVIL,
      tags: [EVIL],
      place: [{ is: 'link', object: VM, text: EVIL, status: 'ok' }],
      warnings: [{ code: 'blocked', params: { why: EVIL }, raw: [EVIL] }],
      sections: [{ id: 'identity', fields: [field('name', text(EVIL), 'rename'), field('description', text(EVIL), 'describe')] }],
    })
    const wrapper = await start()
    expect(wrapper.get('h1').text()).toBe(EVIL)
    expect(wrapper.text().split(EVIL).length).toBeGreaterThan(5)
    expect(wrapper.find('img').exists()).toBe(false)
  })

  it('opens the tab that is asked for, by id or by name, and tells of a change', async () => {
    const wrapper = await start({ tab: 'Disks' })
    expect(wrapper.get('[role=tab][aria-selected=true]').text()).toBe('Disks')
    expect(wrapper.text()).toContain('No disks here.')
    expect([...host.views.values()]).toContainEqual(expect.objectContaining({ view: 'table', list: 'disks', within: VM }))
    await wrapper.findAll('[role=tab]')[0]!.trigger('mousedown', { button: 0 })
    await settle()
    expect(tabs).toEqual(['general'])
  })

  it('falls back to the first tab where another kind had the one that is wanted', async () => {
    const wrapper = await start({ tab: 'pbds' })
    expect(wrapper.get('[role=tab][aria-selected=true]').text()).toBe('General')
  })

  it('says in the console tab that the VM does not run, and offers to start it', async () => {
    shown = page({ status: 'halted' })
    const wrapper = await start({ tab: 'console' })
    const tab = wrapper.get('[role=region]')
    expect(tab.text()).toContain('web-01 is not running')
    await tab.get('button').trigger('click')
    await settle()
    expect(host.calls).toContainEqual({ command: 'run_job', args: { request: { job: 'start', inputs: {} }, objects: [VM], seen: null } })
  })

  it('speaks French', async () => {
    i18n.global.locale.value = 'fr'
    const wrapper = await start()
    expect(wrapper.findAll('[role=tab]').map((tab) => tab.text())).toEqual(['Général', 'Performances', 'Console', 'Disques', 'Réseau', 'Santé', 'Changements'])
    expect(wrapper.text()).toContain('Identité')
  })
})
