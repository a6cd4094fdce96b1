import { afterEach, describe, expect, it, vi } from 'vitest'

import { clean, expectAccessible, page, settle, show, testHost, VM } from '@tests/host'

import ConsoleWall from './ConsoleWall.vue'

/** Stands in for noVNC. */
class FakeRfb extends EventTarget {
  static all: FakeRfb[] = []
  viewOnly = false
  gone = false
  constructor() {
    super()
    FakeRfb.all.push(this)
  }
  disconnect(): void {
    this.gone = true
  }
}
vi.mock('@novnc/novnc', () => ({ get default() { return FakeRfb } }))
vi.stubGlobal('WebSocket', class extends EventTarget {})

/** What is in sight is said by the test. */
let sight: ((visible: boolean) => void)[] = []
vi.stubGlobal('IntersectionObserver', class {
  constructor(told: (entries: { isIntersecting: boolean }[]) => void) {
    sight.push((isIntersecting) => told([{ isIntersecting }]))
  }
  observe(): void {}
  disconnect(): void {}
})

afterEach(() => {
  clean()
  sight = []
  FakeRfb.all = []
})

const RUNNING = page({ consoles: [{ reference: 'OpaqueRef:console-1', protocol: 'rfb' }] })
const vms = (count: number) => Array.from({ length: count }, (_, at) => ({ ...VM, reference: `OpaqueRef:vm-${at}` }))

function start(count: number) {
  const host = testHost(
    (spec) => (spec.view === 'page' ? RUNNING : spec.view === 'connections' ? [] : undefined),
    (command) => (command === 'open_console' ? { url: 'ws://127.0.0.1:1/console/1', protocol: 'rfb', keys: 'asOffered' } : undefined),
  )
  return { host, wrapper: show(ConsoleWall, { objects: vms(count) }) }
}

async function rest(): Promise<void> {
  await settle()
  await vi.dynamicImportSettled()
  await settle()
}

describe('ConsoleWall', () => {
  it('asks for nothing that nobody sees', async () => {
    const { host, wrapper } = start(3)
    await rest()
    expect(host.calls).toEqual([])
    sight[1]?.(true)
    await rest()
    expect(FakeRfb.all).toHaveLength(1)
    expect(FakeRfb.all[0]?.viewOnly).toBe(true)
    expect(wrapper.text()).toContain('web-01')
    await expectAccessible(wrapper.element.parentElement!)
    sight[1]?.(false)
    await rest()
    expect(FakeRfb.all[0]?.gone).toBe(true)
    expect([...host.views.values()].filter(({ view }) => view === 'page')).toEqual([])
  })

  it('has an end', async () => {
    const { wrapper } = start(130)
    await settle()
    expect(wrapper.findAll('li')).toHaveLength(100)
    expect(wrapper.text()).toContain('30 more are not shown here')
  })
})
