import { afterEach, describe, expect, it, vi } from 'vitest'

import type { Page, XeCompletion, XeOutput } from '@/platform/bindings'
import { clean, EVIL, expectAccessible, settle, show, testHost, type TestHost } from '@tests/host'

import { printed, xeSession } from './xeSession'
import XeTab from './XeTab.vue'

afterEach(clean)

const out = (text: string, isError = false) => ({ isError, text })
const output = (state: XeOutput['state'], ...pieces: XeOutput['pieces']): XeOutput => ({ pieces, next: pieces.length, isCut: false, state })
const DONE = { is: 'ended', code: 0 } as const

/** A pane over a server that answers each read with the next of these. */
async function pane(connection: string, outputs: XeOutput[], completions: XeCompletion[] = []): Promise<TestHost> {
  const there = testHost(
    () => undefined,
    (command) => {
      if (command === 'xe_begin') return 7
      if (command === 'xe_read') return outputs.shift() ?? output(DONE)
      return command === 'xe_complete' ? { from: 0, found: completions } : undefined
    },
  )
  show(XeTab, { page: { object: { connection, class: 'pool', reference: 'p' } } as Page })
  await settle()
  return there
}

const field = () => document.querySelector('[role=combobox]') as HTMLInputElement
const until = (holds: () => unknown) => vi.waitFor(() => expect(holds()).toBeTruthy(), { timeout: 10_000 })
const asked = (there: TestHost, command: string) => there.calls.filter((call) => call.command === command).map(({ args }) => args)

async function press(key: string): Promise<void> {
  field().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await settle()
}

async function type(line: string): Promise<void> {
  field().value = line
  field().dispatchEvent(new Event('input'))
  await settle()
}

describe('the pane of xe', () => {
  it('runs a line and shows what it prints, errors told apart, as text', async () => {
    const there = await pane('a', [output({ is: 'running' }, out(`${EVIL}\n`)), { ...output({ is: 'ended', code: 1 }, out('Error: no\n', true)), next: 2 }])
    await type('vm-list')
    await press('Enter')
    await until(() => document.body.textContent?.includes('Ended with 1'))
    expect(asked(there, 'xe_begin')).toEqual([{ connection: 'a', line: 'vm-list' }])
    expect(asked(there, 'xe_read')).toEqual([{ run: 7, from: 0 }, { run: 7, from: 1 }])
    expect(document.querySelector('pre')?.textContent).toBe(`${EVIL}\nError: no\n`)
    expect(document.querySelector('pre .error')?.textContent).toBe('Error: no\n')
    expect(document.querySelector('img')).toBeNull()
    expect(field().value).toBe('')
    await expectAccessible(document.querySelector('.xe') as HTMLElement)
  })

  it('asks what the command asks, and waits for its end', async () => {
    const there = await pane('b', [output({ is: 'asks' }, out("Type 'yes' to continue\n")), { ...output(DONE, out('yes\n')), next: 2 }])
    await type('vm-uninstall vm=a')
    await press('Enter')
    await until(() => document.querySelector('.reply'))
    const reply = document.querySelector('.reply input') as HTMLInputElement
    reply.value = 'yes'
    reply.dispatchEvent(new Event('input'))
    document.querySelector('.reply')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await until(() => !document.querySelector('.reply') && document.body.textContent?.includes('continue\nyes'))
    expect(asked(there, 'xe_say')).toEqual([{ run: 7, line: 'yes' }])
    expect(asked(there, 'xe_read')).toEqual([{ run: 7, from: 0 }, { run: 7, from: 1 }])
  })

  it('completes a word as far as there is no choice, and offers the rest', async () => {
    const both = [{ text: 'vm-start', hint: '' }, { text: 'vm-stat', hint: '' }]
    await pane('c', [], both)
    await type('vm')
    await press('Tab')
    await until(() => document.querySelectorAll('[role=option]').length === 2)
    expect(field().value).toBe('vm-sta')
    await press('ArrowDown')
    expect(document.querySelector('[aria-selected=true]')?.textContent).toContain('vm-stat')
    expect(document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent).toContain('vm-stat')
    await press('Enter')
    expect(field().value).toBe('vm-stat ')
  })

  it('has earlier lines again, but none with a password', async () => {
    await pane('d', [])
    for (const line of ['vm-list', 'secret-create value=x', 'host-list']) {
      await type(line)
      await press('Enter')
    }
    expect(xeSession('d').history).toEqual(['vm-list', 'host-list'])
    await type('begun')
    await press('Escape')
    const seen = []
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown']) {
      await press(key)
      seen.push(field().value)
    }
    expect(seen).toEqual(['host-list', 'vm-list', 'vm-list', 'host-list', 'begun'])
  })

  it('marks what is searched for', async () => {
    await pane('e', [output(DONE, out('web-01\nWEB-02\ndb\n'))])
    await type('vm-list')
    await press('Enter')
    await until(() => document.querySelector('pre'))
    const search = document.querySelector('input[type=search]') as HTMLInputElement
    search.value = 'web-'
    search.dispatchEvent(new Event('input'))
    await settle()
    expect([...document.querySelectorAll('mark')].map((one) => one.textContent)).toEqual(['web-', 'WEB-'])
    expect(document.querySelector('pre')?.textContent).toBe('web-01\nWEB-02\ndb\n')
  })
})

it('prints a progress bar as its last state', () => {
  expect(printed([out('10 %\r'), out('20 %\r'), out('100 %\n')])).toBe('100 %\n')
  expect(printed([out('a\r\nb\n')])).toBe('a\r\nb\n')
})
