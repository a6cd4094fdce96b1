import { afterEach, expect, test } from 'vitest'

import type { ConnectionState, ConnectionView } from '@/platform/bindings'
import { clean, expectAccessible, settle, show, testHost, type TestHost } from '@tests/host'

import AddServerDialog from './AddServerDialog.vue'

afterEach(clean)

let state: ConnectionState | undefined

function connection(now: ConnectionState): ConnectionView {
  return {
    id: 'n1', kind: 'pool', parent: null, pool: null, sameAs: [], hidden: false, name: 'pool.example',
    address: 'pool.example', user: 'root', keep: 'keyring', state: now, status: 'connecting', demo: false,
    objects: 0, asOf: null, readOnly: false, skew: null, unsure: false, role: null,
  }
}

function host(): TestHost {
  state = undefined
  return testHost(
    (spec) => (spec.view === 'connections' ? (state ? [connection(state)] : []) : undefined),
    (command) => (command === 'add_connection' ? 'n1' : undefined),
  )
}

const dialog = () => document.querySelector<HTMLElement>('[role=dialog]') as HTMLElement
const field = (label: string) =>
  [...dialog().querySelectorAll('label')].find((one) => one.textContent?.trim() === label)
const input = (label: string) =>
  document.getElementById(field(label)?.htmlFor ?? '') as HTMLInputElement | null

async function type(label: string, text: string): Promise<void> {
  const element = input(label)
  if (!element) throw new Error(`no field ${label}`)
  element.value = text
  element.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}

async function choose(words: string): Promise<void> {
  const label = [...dialog().querySelectorAll('label')].find((one) => one.textContent?.includes(words))
  ;(label?.querySelector('input') as HTMLInputElement).click()
  await settle()
}

async function submit(): Promise<void> {
  dialog().querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  await settle()
}

async function become(there: TestHost, now: ConnectionState): Promise<void> {
  state = now
  there.refresh()
  await settle()
}

test('a pool is added with what was typed', async () => {
  const there = host()
  show(AddServerDialog)
  await settle()
  await expectAccessible(dialog())
  await type('Address', ' pool.example ')
  await type('Password', 'parsnip-0815')
  await submit()
  expect(there.calls.find(({ command }) => command === 'add_connection')?.args.connection).toEqual({
    kind: 'pool', address: 'pool.example', user: 'root', password: 'parsnip-0815', otp: null,
    keep: 'keyring', readOnly: false,
  })
})

test('a Xen Orchestra asks for its user and keeps a token', async () => {
  const there = host()
  show(AddServerDialog)
  await settle()
  await choose('Xen Orchestra')
  expect(input('User name or e-mail')?.value).toBe('')
  await expectAccessible(dialog())
  await type('Address', 'xo.example')
  await type('User name or e-mail', 'ada@example.org')
  await type('Password', 'parsnip-0815')
  await type('One-time password', '123456')
  await submit()
  expect(there.calls.find(({ command }) => command === 'add_connection')?.args.connection).toEqual({
    kind: 'xo', address: 'xo.example', user: 'ada@example.org', password: 'parsnip-0815', otp: '123456',
    keep: 'token', readOnly: false,
  })
})

test('a host of before XAPI may know no users', async () => {
  const there = host()
  show(AddServerDialog)
  await settle()
  await type('Address', 'http://old.example:9363')
  await submit()
  expect(there.calls.some(({ command }) => command === 'add_connection')).toBe(false)
  await type('User', '')
  await submit()
  expect(there.calls.some(({ command }) => command === 'add_connection')).toBe(true)
})

test('a connection that has not begun yet is no failure', async () => {
  const there = host()
  show(AddServerDialog)
  await settle()
  await type('Address', 'pool.example')
  await type('Password', 'parsnip-0815')
  await submit()
  await become(there, { is: 'disconnected', why: null })
  expect(dialog().querySelector('form')).toBeNull()
  const why = { code: 'unreachable', params: { address: 'pool.example' }, raw: [] }
  await become(there, { is: 'stale', since: null, why, nextTry: 0, trying: null })
  expect(dialog().querySelector('[role=alert]')?.textContent).toContain('pool.example')
})

test('a refusal leads back to the form, with what was typed', async () => {
  const there = host()
  show(AddServerDialog)
  await settle()
  await type('Address', 'pool.example')
  await type('Password', 'parsnip-0815')
  await submit()
  await become(there, { is: 'connecting', address: 'pool.example' })
  await become(there, { is: 'disconnected', why: { code: 'bad_address', params: { address: 'pool.example' }, raw: [] } })
  expect(input('Address')?.value).toBe('pool.example')
  expect(dialog().querySelector('[role=alert]')).not.toBeNull()
})
