import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, shallowRef } from 'vue'

import { clean, expectAccessible, page, settle, show, testHost, VM } from '@tests/host'
import type { ActionState, Page, Problem } from '@/platform/bindings'

import ConsoleTab from './ConsoleTab.vue'

/** Stands in for noVNC: what it was given, and what it was asked to send. */
class FakeRfb extends EventTarget {
  static all: FakeRfb[] = []
  viewOnly = false
  scaleViewport = false
  qualityLevel = 0
  compressionLevel = 0
  background = ''
  showDotCursor = false
  disconnected = false
  keys: [number, boolean][] = []
  // noVNC's own, which the real screen is made of.
  _rfbConnectionState = 'connected'
  canvas = document.createElement('canvas')

  constructor(target: HTMLElement, readonly socket: FakeSocket) {
    super()
    this.canvas.tabIndex = -1
    target.append(this.canvas)
    FakeRfb.all.push(this)
  }

  disconnect(): void {
    this.disconnected = true
    this.canvas.remove()
  }
  focus(): void {
    this.canvas.focus()
  }
  sendKey(keysym: number, _code: string | null, down: boolean): void {
    this.keys.push([keysym, down])
  }
  says(type: string, detail: unknown = {}): void {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }
}

class FakeSocket extends EventTarget {
  constructor(readonly url: string, readonly protocols: string[]) {
    super()
  }
  ends(reason: string): void {
    this.dispatchEvent(Object.assign(new Event('close'), { reason }))
  }
}
vi.stubGlobal('WebSocket', FakeSocket)

vi.mock('@novnc/novnc', () => ({ get default() { return FakeRfb } }))

const RUNNING = page({ consoles: [{ reference: 'OpaqueRef:console-1', protocol: 'rfb' }] })
let refuse: Problem | null
let tickets: number
const shown = shallowRef<Page>(RUNNING)

const UNPAUSE: ActionState = {
  job: 'unpause', area: 'vm', refusal: null, likely: true, destructive: false, confirms: false, appliesTo: 1, asks: false,
}

async function start(first: Page = RUNNING, actions: ActionState[] = []) {
  shown.value = first
  const host = testHost(
    (spec) => (spec.view === 'connections' ? [] : spec.view === 'actions' ? actions : undefined),
    (command) => {
      if (command !== 'open_console') return undefined
      if (refuse) throw refuse
      tickets += 1
      return { url: `ws://127.0.0.1:1/console/${tickets}`, protocol: 'rfb', keys: 'asOffered' }
    },
  )
  const wrapper = show(defineComponent({ setup: () => () => h(ConsoleTab, { page: shown.value }) }))
  await settle()
  await vi.dynamicImportSettled()
  await settle()
  const screen = () => wrapper.get('[data-testid=console-screen]')
  const rfb = () => FakeRfb.all.at(-1)!
  return { wrapper, host, screen, rfb }
}

beforeEach(() => {
  FakeRfb.all = []
  refuse = null
  tickets = 0
})
afterEach(clean)

describe('ConsoleTab', () => {
  it('opens the console on a ticket, and says how it stands', async () => {
    const { wrapper, host, screen, rfb } = await start()
    expect(host.calls).toContainEqual({ command: 'open_console', args: { object: VM, console: 'OpaqueRef:console-1' } })
    expect(rfb().socket.url).toBe('ws://127.0.0.1:1/console/1')
    expect(rfb().socket.protocols).toEqual(['binary'])
    expect(rfb().scaleViewport).toBe(true)
    expect(screen().attributes('data-state')).toBe('connecting')
    rfb().says('connect')
    await settle()
    expect(screen().attributes('data-state')).toBe('connected')
    expect(screen().attributes('aria-label')).toBe('Console screen of web-01')
    expect(wrapper.text()).toContain('press Enter')
    await expectAccessible(wrapper.element.parentElement!)
  })

  it('says whose it is when it fills the window', async () => {
    const { wrapper, rfb } = await start({
      ...RUNNING,
      place: [...RUNNING.place, { is: 'link', object: { ...VM, class: 'host' }, text: 'xcp-lyon-02', status: 'ok' }],
    })
    rfb().says('connect')
    await settle()
    expect(wrapper.find('.whose').exists()).toBe(false)
    await wrapper.get('[aria-label="Fill the screen"]').trigger('click')
    const bar = wrapper.get('.full .whose').text()
    for (const part of ['web-01', 'Running', 'paris-lab', 'xcp-lyon-02']) expect(bar).toContain(part)
    await expectAccessible(wrapper.element.parentElement!)
  })

  it('does not try the console of a paused VM, and offers to let it go on', async () => {
    const { wrapper, host } = await start({ ...RUNNING, status: 'paused' }, [UNPAUSE])
    expect(host.calls.some(({ command }) => command === 'open_console')).toBe(false)
    expect(wrapper.text()).toContain('web-01 is paused')
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === 'Unpause')
    expect(button?.disabled).toBe(false)
    shown.value = RUNNING
    await settle()
    expect(host.calls.some(({ command }) => command === 'open_console')).toBe(true)
  })

  it('takes a new ticket and a new screen when the console changes', async () => {
    const { rfb } = await start()
    const first = rfb()
    first.says('connect')
    await settle()
    shown.value = { ...RUNNING, consoles: [{ reference: 'OpaqueRef:console-2', protocol: 'rfb' }] }
    await settle()
    await vi.dynamicImportSettled()
    await settle()
    expect(first.disconnected).toBe(true)
    expect(FakeRfb.all).toHaveLength(2)
    expect(rfb().socket.url).toBe('ws://127.0.0.1:1/console/2')
  })

  it('keeps the last picture until the next one is there, and drops it when there will be none', async () => {
    const { wrapper, rfb } = await start()
    rfb().says('connect')
    rfb().says('drawn')
    await settle()
    const first = Object.assign(rfb().canvas, { width: 640 })
    shown.value = { ...RUNNING, status: 'suspended', consoles: [] }
    await settle()
    expect(wrapper.get<HTMLCanvasElement>('.frozen canvas').element.width).toBe(first.width)
    expect(wrapper.text()).toContain('web-01 is suspended')
    await expectAccessible(wrapper.element.parentElement!)
    shown.value = { ...RUNNING, consoles: [{ reference: 'OpaqueRef:console-2', protocol: 'rfb' }] }
    await settle()
    await vi.dynamicImportSettled()
    await settle()
    rfb().says('connect')
    await settle()
    expect(wrapper.find('.frozen').exists()).toBe(true)
    rfb().says('drawn')
    await settle()
    expect(wrapper.find('.frozen').exists()).toBe(false)
    shown.value = { ...RUNNING, status: 'halted', consoles: [] }
    await settle()
    expect(wrapper.find('.frozen').exists()).toBe(false)
  })

  it('says in a sentence that what came is no screen, with the reason, and does not try again', async () => {
    const { wrapper, host, rfb } = await start()
    rfb().says('connect')
    rfb().says('unreadable', { why: 'a screen of 32768 × 32768 pixels' })
    await settle()
    expect(wrapper.text()).toContain('something that is not a screen')
    expect(wrapper.text()).toContain('32768 × 32768')
    expect(host.calls.filter(({ command }) => command === 'open_console')).toHaveLength(1)
  })

  it('sends a chord from the menu', async () => {
    const { wrapper, rfb } = await start()
    rfb().says('connect')
    await settle()
    const menu = wrapper.findAll('button').find((one) => one.text() === 'Keys')!
    await menu.trigger('keydown', { key: 'Enter' })
    await settle()
    const line = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((one) => one.textContent?.trim() === 'Windows+L')!
    line.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await settle()
    expect(rfb().keys.map(([keysym]) => keysym)).toEqual([0xffeb, 0x6c, 0x6c, 0xffeb])
  })

  it('takes the keyboard with Enter, and gives it back with Ctrl+Alt, as it says', async () => {
    const { wrapper, screen, rfb } = await start()
    rfb().says('connect')
    await settle()
    ;(screen().element as HTMLElement).focus()
    await screen().trigger('keydown', { key: 'Enter', code: 'Enter' })
    await settle()
    expect(document.activeElement).toBe(rfb().canvas)
    expect(wrapper.text()).toContain('Ctrl+Alt gives the keys back')
    const press = (type: string, code: string) =>
      rfb().canvas.dispatchEvent(new KeyboardEvent(type, { code, bubbles: true, cancelable: true }))
    press('keydown', 'ControlLeft')
    press('keydown', 'AltLeft')
    press('keyup', 'AltLeft')
    press('keyup', 'ControlLeft')
    await settle()
    expect(document.activeElement).toBe(screen().element)
    expect(wrapper.text()).not.toContain('gives the keys back')
  })

  it('goes on typing into the console that came back', async () => {
    const { rfb } = await start()
    rfb().says('connect')
    await settle()
    rfb().focus()
    await settle()
    shown.value = { ...RUNNING, consoles: [{ reference: 'OpaqueRef:console-2', protocol: 'rfb' }] }
    await settle()
    await vi.dynamicImportSettled()
    await settle()
    rfb().says('connect')
    await settle()
    expect(document.activeElement).toBe(rfb().canvas)
  })

  it('sends Ctrl+Alt+Del, and nothing at all when only looking', async () => {
    const { wrapper, rfb } = await start()
    rfb().says('connect')
    await settle()
    const button = wrapper.findAll('button').find((one) => one.text() === 'Ctrl+Alt+Del')!
    await button.trigger('click')
    expect(rfb().keys).toEqual([[0xffe3, true], [0xffe9, true], [0xffff, true], [0xffff, false], [0xffe9, false], [0xffe3, false]])
    await wrapper.get('[aria-label="View only"]').trigger('click')
    expect(rfb().viewOnly).toBe(true)
    expect(button.attributes('disabled')).toBeDefined()
    expect(wrapper.text()).toContain('keys and pointer are not sent')
  })

  it('types text that is given to it', async () => {
    const { wrapper, rfb } = await start()
    rfb().says('connect')
    await settle()
    await wrapper.get('[aria-label="Send text"]').trigger('click')
    await settle()
    const area = document.querySelector('textarea')!
    area.value = 'ok\n'
    area.dispatchEvent(new Event('input'))
    await nextTick()
    ;[...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === 'Send')!.click()
    await vi.waitFor(() => expect(document.querySelector('textarea')).toBeNull())
    expect(rfb().keys.slice(0, 6)).toEqual([[0x6f, true], [0x6f, false], [0x6b, true], [0x6b, false], [0xff0d, true], [0xff0d, false]])
  })

  it('shows the fingerprint of a host that nobody has trusted, and goes on after a yes', async () => {
    refuse = { code: 'untrusted_certificate', params: { host: 'host-2.lab', fingerprint: 'AB:CD:EF' }, raw: [] }
    const { wrapper, host } = await start()
    expect(wrapper.text()).toContain('AB:CD:EF')
    expect(wrapper.text()).toContain('host-2.lab')
    await expectAccessible(wrapper.element.parentElement!)
    refuse = null
    await wrapper.findAll('button').find((one) => one.text() === 'Trust always')!.trigger('click')
    await settle()
    expect(host.calls).toContainEqual({
      command: 'answer_certificate', args: { id: 'c1', fingerprint: 'AB:CD:EF', answer: 'always' },
    })
    expect(wrapper.find('[data-testid=console-screen]').exists()).toBe(true)
  })

  it('says why it could not be opened, and tries again on demand', async () => {
    refuse = { code: 'RBAC_PERMISSION_DENIED', params: {}, raw: ['RBAC_PERMISSION_DENIED', 'console'] }
    const { wrapper } = await start()
    expect(wrapper.text()).toContain('could not be opened')
    refuse = null
    await wrapper.findAll('button').find((one) => one.text() === 'Reconnect')!.trigger('click')
    await settle()
    expect(wrapper.find('[data-testid=console-screen]').exists()).toBe(true)
  })

  it('cannot answer a VNC password, and says so', async () => {
    const { wrapper, rfb } = await start()
    rfb().says('credentialsrequired', { types: ['password'] })
    await settle()
    expect(wrapper.text()).toContain('asks for a password')
  })

  it('says so when the VM has stopped, without insisting', async () => {
    const { wrapper, host, rfb } = await start()
    rfb().says('connect')
    await settle()
    rfb().socket.ends('vm_stopped')
    await settle()
    expect(wrapper.text()).toContain('Waiting for the console')
    shown.value = { ...RUNNING, status: 'halted', consoles: [] }
    await settle()
    expect(wrapper.text()).toContain('web-01 is not running')
    expect(host.calls.filter(({ command }) => command === 'open_console')).toHaveLength(1)
  })

  it('marks a certificate that is not the one that was trusted, and takes no for an answer', async () => {
    refuse = { code: 'certificate_changed', params: { host: 'host-2.lab', fingerprint: 'AB:CD', trusted: '12:34' }, raw: [] }
    const { wrapper, host } = await start()
    expect(wrapper.text()).toContain('12:34')
    expect(wrapper.text()).toContain('has changed')
    await wrapper.findAll('button').find((one) => /not/i.test(one.text()))!.trigger('click')
    await settle()
    expect(wrapper.text()).toContain('could not be opened')
    expect(host.calls.filter(({ command }) => command === 'open_console')).toHaveLength(1)
  })

  it('waits for the console of a VM that has only just started', async () => {
    const { wrapper } = await start({ ...RUNNING, consoles: [] })
    expect(wrapper.text()).toContain('Waiting for the console')
    await expectAccessible(wrapper.element.parentElement!)
  })
})
