import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope, nextTick, ref } from 'vue'

import type { ConsoleOffer, ConsoleTicket, Problem } from '@/platform/bindings'

import { LATER_MS, RETRY_MS, useConsole } from './useConsole'

const RFB: ConsoleOffer = { reference: 'OpaqueRef:console-1', protocol: 'rfb' }
const TEXT: ConsoleOffer = { reference: 'OpaqueRef:console-2', protocol: 'vt100' }
const OBJECT = { connection: 'c', class: 'VM', reference: 'OpaqueRef:vm' }
const problem = (code: string, params = {}): Problem => ({ code, params, raw: [] })

let scope: EffectScope

function start(first: ConsoleOffer[] = [RFB]) {
  const offers = ref(first)
  const live = ref(true)
  const asked: (string | null)[] = []
  let refuse: Problem | null = null
  const open = vi.fn(async (_: unknown, which: string | null): Promise<ConsoleTicket> => {
    asked.push(which)
    if (refuse) throw refuse
    const protocol = which === TEXT.reference ? 'vt100' : 'rfb'
    return { url: `ws://127.0.0.1:1/console/${asked.length}`, protocol, keys: 'asOffered' }
  })
  scope = effectScope()
  const use = scope.run(() => useConsole({
    object: () => OBJECT,
    offers: () => offers.value,
    live: () => live.value,
    open,
    problem: (thrown) => thrown as Problem,
  }))!
  return { use, offers, live, asked, refuse: (what: Problem | null) => (refuse = what) }
}

async function settle(ms = 0): Promise<void> {
  await nextTick()
  await vi.advanceTimersByTimeAsync(ms)
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

describe('useConsole', () => {
  it('waits while there is no console, and opens it when there is', async () => {
    const { use, offers, asked } = start([])
    await settle()
    expect(use.state.value).toEqual({ is: 'none' })
    offers.value = [RFB]
    await settle()
    expect(asked).toEqual([RFB.reference])
    expect(use.ticket.value?.url).toContain('/console/1')
    use.opened()
    expect(use.state.value).toEqual({ is: 'connected' })
  })

  it('takes a new ticket for the new console after a reboot or migration, at once', async () => {
    const { use, offers, asked } = start()
    await settle()
    use.opened()
    offers.value = [{ ...RFB, reference: 'OpaqueRef:console-9' }]
    await settle()
    expect(asked).toEqual([RFB.reference, 'OpaqueRef:console-9'])
    expect(use.ticket.value?.url).toContain('/console/2')
  })

  it('says that there is none when the VM stops', async () => {
    const { use, offers } = start()
    await settle()
    use.opened()
    offers.value = []
    await settle()
    expect(use.state.value).toEqual({ is: 'none' })
    expect(use.ticket.value).toBeNull()
  })

  it('tries again quickly when the stream ends, with a new ticket each time, then now and then', async () => {
    const { use, asked } = start()
    await settle()
    use.opened()
    use.closed()
    expect(use.state.value).toEqual({ is: 'connecting', attempt: 2 })
    await settle(RETRY_MS[1])
    expect(asked).toHaveLength(2)
    for (const wait of RETRY_MS.slice(2)) {
      use.closed()
      await settle(wait)
    }
    expect(asked).toHaveLength(RETRY_MS.length)
    use.closed()
    expect(use.state.value).toEqual({ is: 'closed' })
    await settle(LATER_MS - 1)
    expect(asked).toHaveLength(RETRY_MS.length)
    await settle(1)
    expect(asked).toHaveLength(RETRY_MS.length + 1)
    use.closed()
    expect(use.state.value).toEqual({ is: 'closed' })
    use.reconnect()
    await settle()
    expect(use.state.value).toEqual({ is: 'connecting', attempt: 1 })
  })

  it('counts anew after a stream that lasted', async () => {
    const { use } = start()
    await settle()
    for (let round = 0; round < 10; round += 1) {
      use.opened()
      await settle(20_000)
      use.closed()
      expect(use.state.value).toEqual({ is: 'connecting', attempt: 1 })
      await settle(RETRY_MS[0])
    }
  })

  it('asks about a certificate that is not trusted, and does not go on by itself', async () => {
    const { use, offers, asked, refuse } = start([])
    refuse(problem('untrusted_certificate', { fingerprint: 'AB:CD', host: 'host-2' }))
    offers.value = [RFB]
    await settle()
    expect(use.state.value).toMatchObject({ is: 'certificate', problem: { params: { fingerprint: 'AB:CD' } } })
    await settle(60_000)
    expect(asked).toHaveLength(1)
    refuse(null)
    use.reconnect()
    await settle()
    expect(use.ticket.value).not.toBeNull()
  })

  it('does not insist where it may not', async () => {
    const { use, offers, asked, refuse } = start([])
    refuse(problem('RBAC_PERMISSION_DENIED'))
    offers.value = [RFB]
    await settle(60_000)
    expect(use.state.value).toMatchObject({ is: 'failed' })
    expect(asked).toHaveLength(1)
  })

  it('prefers the picture, and lets the person choose the text', async () => {
    const { use, asked } = start([TEXT, RFB])
    await settle()
    expect(use.protocol.value).toBe('rfb')
    use.choose('vt100')
    await settle()
    expect(asked).toEqual([RFB.reference, TEXT.reference])
    expect(use.ticket.value?.protocol).toBe('vt100')
  })

  it('leaves an open console alone when the pool is lost, and tries again when it is back', async () => {
    const { use, live, asked, refuse } = start()
    await settle()
    use.opened()
    live.value = false
    await settle()
    live.value = true
    await settle()
    expect(asked).toHaveLength(1)
    refuse(problem('not_live'))
    live.value = false
    use.closed()
    await settle(60_000)
    expect(use.state.value).toMatchObject({ is: 'failed', problem: { code: 'not_live' } })
    refuse(null)
    live.value = true
    await settle()
    expect(use.ticket.value).not.toBeNull()
  })

  it('drops an answer that comes too late', async () => {
    const { use, offers } = start()
    offers.value = []
    await settle()
    expect(use.state.value).toEqual({ is: 'none' })
    expect(use.ticket.value).toBeNull()
  })
})
