import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'

import ActionBar from '@/modules/ActionBar.vue'
import { clean, settle, show, testHost, VM } from '@tests/host'
import { closeModals } from '@/stores/modals'
import { openSettings } from '@/views/settingsDialogs'
import { refuseForeignMenu } from '@/views/ownMenus'

import { rememberFocus } from '@/components/ui/focusReturn'

let forget: () => void
beforeEach(() => (forget = rememberFocus()))
afterEach(async () => {
  closeModals()
  await settle()
  forget()
  clean()
})

const press = (key: string) =>
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))

/** A page with a menu that leads to a question. */
async function start() {
  testHost(
    (spec) =>
      spec.view === 'actions'
        ? [{ job: 'pause', area: 'vm' as const, refusal: null, likely: false, destructive: false, confirms: true, appliesTo: 1, asks: false }]
        : undefined,
    (command) => (command === 'job_form' ? { fields: [], affected: [{ object: VM, name: 'web', pool: 'Lyon', host: null, refusal: null }] } : { planned: [], fingerprint: '', beside: [], isOfOthers: false, hasScript: false }),
  )
  show(defineComponent({
    setup: () => () => [
      h('main', { 'data-pane': 'content', tabindex: -1 }),
      h('button', { id: 'own' }, 'own'),
      h(ActionBar, { objects: [VM] }),
    ],
  }))
  await settle()
  return document.querySelector<HTMLElement>('[aria-label="More actions"]')!
}

describe('the focus', () => {
  it('comes back to the button of the menu that a dialog was opened from', async () => {
    const more = await start()
    more.focus()
    press('Enter')
    await settle()
    const item = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((one) => one.textContent?.includes('Pause'))
    item?.focus()
    press('Enter')
    await settle()
    expect(document.querySelector('[role=dialog]')?.contains(document.activeElement)).toBe(true)
    press('Escape')
    await settle()
    expect(document.querySelector('[role=dialog]')).toBeNull()
    expect(document.activeElement).toBe(more)
  })

  it('goes to the details where the place it came from has gone', async () => {
    await start()
    const own = document.getElementById('own')!
    own.focus()
    openSettings()
    await settle()
    own.remove()
    press('Escape')
    await settle()
    expect(document.querySelector('[role=dialog]')).toBeNull()
    expect(document.activeElement).toBe(document.querySelector('main'))
  })
})

it('shows the web view’s own menu over texts that are edited, and nowhere else', () => {
  document.addEventListener('contextmenu', refuseForeignMenu)
  const check = (html: string, refused: boolean) => {
    document.body.innerHTML = html
    const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true })
    document.body.firstElementChild?.dispatchEvent(event)
    expect(event.defaultPrevented, html).toBe(refused)
  }
  check('<p>text</p>', true)
  check('<button>text</button>', true)
  check('<input>', false)
  check('<textarea></textarea>', false)
  document.removeEventListener('contextmenu', refuseForeignMenu)
})
