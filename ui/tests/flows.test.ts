import { afterEach, describe, expect, it } from 'vitest'
import { notices } from '@/stores/notices'
import { openDialog } from '@/stores/dialogs'
import { go, selection } from '@/stores/selection'
import { byText, closeWindows, fill, openWindow, press, settled, until, world } from './window'

afterEach(closeWindows)

const dialog = () => document.querySelector('[role=dialog]')
const button = (text: string) => until(`button ${text}`, () => byText('button', text))
const says = (text: string) => until(`“${text}”`, () => document.body.textContent?.includes(text))

async function addServer(address: string, password: string): Promise<void> {
  press('n', { ctrlKey: true }, document.body)
  await until('the dialog', dialog)
  fill('Address', address)
  fill('Password', password)
  await settled(10)
  document.querySelector<HTMLFormElement>('#add-server')?.requestSubmit()
}

describe('adding a server', () => {
  it('asks for the certificate once, then shows the pool', async () => {
    const on = world()
    on.connections = []
    await openWindow(on)
    await says('Welcome to Pooldeck')
    await addServer('pool.example.org', 'right')
    await says('Is this the right server?')
    const fingerprint = on.connections[0]?.state.is === 'certificate' ? on.connections[0].state.presented.fingerprint : ''
    const shown = document.querySelector('[data-fingerprint]')?.textContent?.replace(/\s/g, '')
    expect(shown?.replaceAll(':', '')).toBe(fingerprint.replaceAll(':', ''))
    ;(await button('Trust always')).click()
    await until('the dialog to close', () => !dialog())
    await until('the pool selected', () => selection.one.value?.kind === 'pool')
    expect(on.added.get('n1')).toMatchObject({ address: 'pool.example.org', user: 'root', keep: 'keyring' })
  })

  it('leads back to the form when the password is wrong, and takes another', async () => {
    const on = world()
    await openWindow(on)
    await addServer('pool.example.org', 'wrong')
    ;(await button('Trust always')).click()
    await says('The user name or the password is wrong.')
    const id = on.connections.at(-1)?.id as string
    fill('Password', 'right')
    await settled(10)
    document.querySelector<HTMLFormElement>('#add-server')?.requestSubmit()
    await until('live', () => on.connections.at(-1)?.state.is === 'live')
    expect(on.connections.at(-1)?.id).toBe(id)
  })

  it('says when something else answers, and keeps nothing of it', async () => {
    const on = world()
    const before = on.connections.length
    await openWindow(on)
    await addServer('web.example.org', 'right')
    await says('it is not an XCP-ng or XenServer host')
    ;(await button('Cancel')).click()
    await until('it gone', () => on.connections.length === before)
  })

  it('says when nothing answers, and can go on trying', async () => {
    const on = world()
    await openWindow(on)
    await addServer('down.example.org', 'right')
    await says('down.example.org cannot be reached')
    ;(await button('Add it anyway')).click()
    await until('the dialog to close', () => !dialog())
    expect(on.connections.at(-1)?.address).toBe('down.example.org')
    await says('The server cannot be reached')
  })

  it('wants an address and a password', async () => {
    const on = world()
    const before = on.connections.length
    await openWindow(on)
    await addServer('', '')
    await says('Enter an address.')
    expect(on.connections).toHaveLength(before)
  })

  it('goes away with nothing kept when the certificate is refused', async () => {
    const on = world()
    const before = on.connections.length
    await openWindow(on)
    await addServer('pool.example.org', 'right')
    ;(await button('Do not connect')).click()
    await until('it gone', () => on.connections.length === before && !dialog())
  })
})

describe('a server that asks', () => {
  it('shows the old and the new certificate side by side', async () => {
    await openWindow(world())
    press('k', { ctrlKey: true }, document.body)
    await until('the palette', dialog)
    press('Escape')
    ;(await button('servers have a question')).click()
    await says('Is this the right server?')
  })

  it('says what of a pool is old', async () => {
    const on = world()
    await openWindow(on)
    const pool = on.things.get('c6')?.[0]
    if (!pool) throw new Error('no pool')
    go(pool.key)
    await says('another certificate than the one that was trusted')
    ;(await button('Answer…')).click()
    await says('The certificate has changed')
    expect(document.querySelectorAll('[data-fingerprint]')).toHaveLength(2)
  })
})

describe('a pool of which one lone supporter answers', () => {
  it('is shown as that, and becomes nothing else before its name is typed', async () => {
    const on = world()
    await openWindow(on)
    const pool = on.things.get('c7')?.[0]
    if (!pool) throw new Error('no pool')
    go(pool.key)
    await says('Only harbour-2.example.org answers, and it has lost its coordinator')
    ;(await button('What can be done…')).click()
    await until('the dialog', dialog)
    document.querySelector<HTMLInputElement>('[role=dialog] input[value=become]')?.click()
    const confirm = (await button('Make it the coordinator')) as HTMLButtonElement
    expect(confirm.disabled).toBe(true)
    fill('To confirm, type harbour-2.example.org', 'harbour-2.example.org')
    await settled()
    expect(confirm.disabled).toBe(false)
    confirm.click()
    await until('live again', () => on.connections.find(({ id }) => id === 'c7')?.state.is === 'live')
  })

  it('can follow another coordinator', async () => {
    await openWindow(world())
    openDialog({ is: 'emergency', connection: 'c7' })
    await until('the dialog', dialog)
    document.querySelector<HTMLInputElement>('[role=dialog] input[value=follow]')?.click()
    const confirm = (await button('Follow it')) as HTMLButtonElement
    expect(confirm.disabled).toBe(true)
    fill('Address of the coordinator', '10.0.0.9')
    await until('ready', () => !confirm.disabled)
  })
})

describe('a connection to look through only', () => {
  it('says so, and can be opened for changes', async () => {
    const on = world()
    await openWindow(on)
    const pool = on.things.get('c1')?.[0]
    if (!pool) throw new Error('no pool')
    go(pool.key)
    await says('paris-lab')
    on.connections = on.connections.map((one) => (one.id === 'c1' ? { ...one, readOnly: true, skew: -95 } : one))
    on.changed()
    await says('Read-only')
    await says('Clock 1 min 35 s behind')
  })
})

describe('a job', () => {
  it('is seen in the strip and in the task centre until its end', async () => {
    const on = world()
    await openWindow(on)
    const vm = on.things.get('c1')?.find((one) => one.kind === 'vm' && one.status === 'running' && one.warnings.length === 0 && !one.tags.includes('test'))
    if (!vm) throw new Error('no VM')
    go(vm.key)
    ;(await button('Shut down')).click()
    await says('will shut down')
    const yes = [...document.querySelectorAll<HTMLElement>('[role=dialog] button')].find((one) => one.textContent?.trim() === 'Shut down')
    yes?.click()
    await until('the strip', () => document.querySelector('.strip')?.textContent?.includes(`Shut down: ${vm.name}`))
    press('j', { ctrlKey: true }, document.body)
    await until('done', () => document.querySelector('#task-centre')?.textContent?.includes('Done'))
    expect(vm.status).toBe('halted')
  })

  it('that fails is told with the server’s own words behind it', async () => {
    const on = world(60)
    await openWindow(on)
    const vm = on.things.get('c1')?.find((one) => one.kind === 'vm' && one.status === 'halted' && one.tags.includes('test') && one.warnings.length === 0)
    if (!vm) throw new Error('no VM')
    go(vm.key)
    ;(await button('Start')).click()
    await says('No host has enough free memory: 4 GiB are needed, 1 GiB are free.')
    expect(notices.value[0]?.problem?.raw[0]).toBe('HOST_NOT_ENOUGH_FREE_MEMORY')
    expect(document.body.textContent).toContain('4294967296')
  })
})

describe('the palette', () => {
  it('finds an object and goes to it', async () => {
    await openWindow(world())
    press('k', { ctrlKey: true }, document.body)
    const box = await until('the box', () => document.querySelector<HTMLInputElement>('[role=combobox]'))
    box.value = 'nfs-t'
    box.dispatchEvent(new Event('input', { bubbles: true }))
    await until('the hit', () => byText('[role=option]', 'nfs-tank'))
    press('Enter', {}, box)
    await until('it selected', () => selection.one.value?.name === 'nfs-tank')
  })

  it('runs a command', async () => {
    await openWindow(world())
    press('k', { ctrlKey: true }, document.body)
    const box = await until('the box', () => document.querySelector<HTMLInputElement>('[role=combobox]'))
    box.value = 'theme dark'
    box.dispatchEvent(new Event('input', { bubbles: true }))
    await until('the command', () => byText('[role=option]', 'Theme: Dark'))
    press('Enter', {}, box)
    await until('dark', () => document.documentElement.dataset.theme === 'dark')
  })
})

describe('the settings', () => {
  it('change the language at once, and are kept', async () => {
    const on = world()
    await openWindow(on)
    press(',', { ctrlKey: true }, document.body)
    await until('the dialog', dialog)
    const select = [...document.querySelectorAll('select')].find((one) => [...one.options].some(({ value }) => value === 'fr'))
    if (!select) throw new Error('no language')
    select.value = 'fr'
    select.dispatchEvent(new Event('change', { bubbles: true }))
    await says('Réglages')
    expect(document.documentElement.lang).toBe('fr')
    await until('kept', () => on.settings.language === 'fr')
  })
})
