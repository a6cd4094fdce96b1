import { afterEach, describe, expect, it } from 'vitest'
import { runOnConnection } from '@/modules/requestJob'
import { api } from '@/platform'
import { connections } from '@/stores/connections'
import { go, goToConnection, selection } from '@/stores/selection'
import { addPool, byText, closeWindows, connectionTo, endAll, fill, find, openWindow, press, serve, settled, until } from './window'

afterEach(endAll)

const SMALL = ['--hosts', '2', '--vms', '8']
/** An engine with pools that it is not connected to. */
const alone = (...options: string[]) => serve('--pools', '1', '--connected', '0', ...SMALL, ...options)
/** An engine that is connected to one pool. */
const connected = (...options: string[]) => serve('--pools', '1', ...SMALL, ...options)

const dialog = () => document.querySelector('[role=dialog]')
const button = (text: string) => until(`button ${text}`, () => byText('button', text))
const says = (text: string | RegExp) =>
  until(`“${text}”`, () => {
    const shown = document.body.textContent ?? ''
    return typeof text === 'string' ? shown.includes(text) : text.test(shown)
  })

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
    const on = await alone()
    const [pool] = on.pools
    if (!pool) throw new Error('no pool')
    await openWindow(on)
    await says('Welcome to Pooldeck')
    await addServer(pool.address, pool.password)
    await says('Is this the right server?')
    const shown = document.querySelector('[data-fingerprint]')?.textContent?.replace(/[\s:]/g, '')
    expect(shown).toBe(pool.fingerprint.replaceAll(':', ''))
    ;(await button('Trust always')).click()
    await until('the dialog to close', () => !dialog())
    await until('the pool selected', () => selection.one.value?.kind === 'pool' && selection.one.value.object)
    expect(connectionTo(pool)).toMatchObject({ user: 'root', keep: 'keyring', name: 'Lyon' })
  })

  it('leads back to the form when the password is wrong, and takes another', async () => {
    const on = await alone()
    const [pool] = on.pools
    if (!pool) throw new Error('no pool')
    await openWindow(on)
    await addServer(pool.address, 'wrong')
    ;(await button('Trust always')).click()
    await says('The user name or the password is wrong.')
    const id = connectionTo(pool)?.id
    fill('Password', pool.password)
    await settled(10)
    document.querySelector<HTMLFormElement>('#add-server')?.requestSubmit()
    await until('live', () => connectionTo(pool)?.state.is === 'live')
    expect(connectionTo(pool)?.id).toBe(id)
  })

  it('says when something else answers, and keeps nothing of it', async () => {
    const on = await alone()
    await openWindow(on)
    await addServer(on.pools[0]?.control ?? '', 'right')
    await says('it is not an XCP-ng or XenServer host')
    ;(await button('Change and try again')).click()
    ;(await button('Cancel')).click()
    await until('it gone', () => connections.value.length === 0)
  })

  it('says when nothing answers, and can go on trying', async () => {
    const on = await alone()
    await openWindow(on)
    await addServer('https://127.0.0.1:1', 'right')
    await says('https://127.0.0.1:1 cannot be reached')
    ;(await button('Add it anyway')).click()
    await until('the dialog to close', () => !dialog())
    expect(connections.value.map(({ address }) => address)).toEqual(['https://127.0.0.1:1'])
    await says('The server cannot be reached')
  })

  it('wants an address and a password', async () => {
    await openWindow(await alone())
    await addServer('', '')
    await says('Enter an address.')
    expect(connections.value).toHaveLength(0)
  })

  it('goes away with nothing kept when the certificate is refused', async () => {
    const on = await alone()
    await openWindow(on)
    await addServer(on.pools[0]?.address ?? '', 'right')
    ;(await button('Do not connect')).click()
    await until('it gone', () => connections.value.length === 0 && !dialog())
  })
})

describe('a server whose certificate has changed', () => {
  it('says what of it is old, and shows the old certificate and the new one side by side', async () => {
    const on = await alone()
    const [pool] = on.pools
    if (!pool) throw new Error('no pool')
    await openWindow(on)
    goToConnection(await addPool(pool))
    await until('the pool selected', () => selection.one.value?.object)
    await on.order(pool, { fault: 'new_certificate' })
    await on.order(pool, { fault: 'restart_host', host: 0 })
    await says('another certificate than the one that was trusted')
    ;(await button('server has a question')).click()
    await says('The certificate has changed')
    expect(document.querySelectorAll('[data-fingerprint]')).toHaveLength(2)
    press('Escape')
    await until('the dialog to close', () => !dialog())
    ;(await button('Answer…')).click()
    await says('The certificate has changed')
  })
})

describe('a pool of which one lone supporter answers', () => {
  async function lone() {
    const on = await connected()
    const [pool] = on.pools
    if (!pool) throw new Error('no pool')
    await openWindow(on)
    await find('web-02')
    goToConnection(connections.value[0]?.id ?? '')
    await until('the pool selected', () => selection.one.value?.object)
    await on.order(pool, { fault: 'emergency', host: 1, on: true })
    await on.order(pool, { fault: 'kill_host', host: 0 })
    await says(/Only \S+ answers, and it has lost its coordinator/)
    ;(await button('What can be done…')).click()
    await until('the dialog', dialog)
  }

  it('is shown as that, and becomes nothing else before its name is typed', async () => {
    await lone()
    document.querySelector<HTMLInputElement>('[role=dialog] input[value=become]')?.click()
    const confirm = (await button('Make it the coordinator')) as HTMLButtonElement
    expect(confirm.disabled).toBe(true)
    const state = connections.value[0]?.state
    const name = state?.is === 'emergency' ? state.host : ''
    fill(`To confirm, type ${name}`, name)
    await until('ready', () => !confirm.disabled)
    confirm.click()
    await until('live again', () => connections.value[0]?.state.is === 'live')
  })

  it('can follow another coordinator', async () => {
    await lone()
    document.querySelector<HTMLInputElement>('[role=dialog] input[value=follow]')?.click()
    const confirm = (await button('Follow it')) as HTMLButtonElement
    expect(confirm.disabled).toBe(true)
    fill('Address of the coordinator', '10.0.0.9')
    await until('ready', () => !confirm.disabled)
  })
})

describe('a connection to look through only', () => {
  it('says so, and by how much the clock is off', async () => {
    const on = await alone()
    const [pool] = on.pools
    if (!pool) throw new Error('no pool')
    await on.order(pool, { fault: 'clock_jump', seconds: -95 })
    await openWindow(on)
    const id = await addPool(pool)
    goToConnection(id)
    await runOnConnection('forbidChanges', id)
    await says('Read-only')
    await says(/Clock 1 min \d+ s behind/)
  })
})

describe('a job', () => {
  it('is seen in the strip and in the task centre until its end', async () => {
    await openWindow(await connected())
    const vm = await find('web-02')
    go(vm)
    ;(await button('Shut down')).click()
    await says('will shut down')
    const yes = () =>
      [...document.querySelectorAll<HTMLElement>('[role=dialog] button')].find((one) => one.textContent?.trim() === 'Shut down' && !(one as HTMLButtonElement).disabled)
    ;(await until('the button that does it', yes)).click()
    await until('the strip', () => document.querySelector('.strip')?.textContent?.includes('Shut down: web-02'))
    press('j', { ctrlKey: true }, document.body)
    await until('done', () => document.querySelector('#task-centre')?.textContent?.includes('Done'))
    await until('it halted', () => document.querySelector('main .state')?.textContent?.includes('Halted'))
  })
})

describe('places', () => {
  it('are gone back and forward to by the keys, with their tabs', async () => {
    await openWindow(await connected())
    const title = (name: string) => until(name, () => document.querySelector('main h1')?.textContent?.trim() === name)
    const tab = (name: string) => until(name, () => document.querySelector('main [role=tab][aria-selected=true]')?.textContent?.includes(name))
    go(await find('web-02'), 'disks')
    await title('web-02')
    await tab('Disks')
    await settled(850)
    go(await find('NFS on nas-01'))
    await title('NFS on nas-01')
    press('ArrowLeft', { altKey: true }, document.body)
    await title('web-02')
    await tab('Disks')
    press('ArrowRight', { altKey: true }, document.body)
    await title('NFS on nas-01')
    press('Home', { ctrlKey: true }, document.body)
    await title('Overview')
  })

  it('are shown again when the window is opened again', async () => {
    const on = await connected()
    await openWindow(on)
    go(await find('web-02'), 'disks')
    await until('its row', () => selection.one.value?.id)
    const { value: address } = selection.address
    await until('it kept', () => document.querySelector('main [role=tab][aria-selected=true]')?.textContent?.includes('Disks'))
    await closeWindows()
    await openWindow(on, 'as it was')
    expect(selection.address.value).toBe(address)
    await until('its page', () => document.querySelector('main h1')?.textContent?.trim() === 'web-02')
    await until('its row', () => document.querySelector('[role=treeitem][aria-selected=true]')?.getAttribute('data-name') === 'web-02')
  })
})

describe('the palette', () => {
  it('finds an object and goes to it', async () => {
    await openWindow(await connected())
    press('k', { ctrlKey: true }, document.body)
    const box = await until('the box', () => document.querySelector<HTMLInputElement>('[role=dialog] [role=combobox]'))
    await find('NFS on nas-01')
    box.value = 'nfs on'
    box.dispatchEvent(new Event('input', { bubbles: true }))
    await until('the hit', () => byText('[role=option]', 'NFS on nas-01'))
    press('Enter', {}, box)
    await until('it selected', () => selection.one.value?.name === 'NFS on nas-01')
  })

  it('runs a command', async () => {
    await openWindow(await connected())
    press('k', { ctrlKey: true }, document.body)
    const box = await until('the box', () => document.querySelector<HTMLInputElement>('[role=dialog] [role=combobox]'))
    box.value = 'theme dark'
    box.dispatchEvent(new Event('input', { bubbles: true }))
    await until('the command', () => byText('[role=option]', 'Theme: Dark'))
    press('Enter', {}, box)
    await until('dark', () => document.documentElement.dataset.theme === 'dark')
  })
})

describe('the settings', () => {
  it('change the language at once, and are kept', async () => {
    const on = await connected()
    await openWindow(on)
    press(',', { ctrlKey: true }, document.body)
    await until('the dialog', dialog)
    const label = await until('the language', () => [...document.querySelectorAll('label')].find((one) => one.textContent === 'Language'))
    press('Enter', {}, document.getElementById(label.htmlFor))
    const french = await until('French', () => byText('[role=option]', 'Français'))
    french.focus()
    press('Enter', {}, french)
    await says('Réglages')
    let kept = ''
    expect(document.documentElement.lang).toBe('fr')
    await until('kept', () => (void api.startup().then(({ settings }) => (kept = settings.language), () => undefined), kept === 'fr'))
  })
})
