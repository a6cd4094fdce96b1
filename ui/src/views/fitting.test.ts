import { expect, it } from 'vitest'

import { fitsAll, orderOf, swapped, wordsOf } from './fitting'

it('finds what is meant by words in any order, and forgives one slip', () => {
  const check = (typed: string, label: string, expected: boolean) =>
    expect(fitsAll(wordsOf(typed), wordsOf(label)), `${typed} / ${label}`).toBe(expected)
  check('task', 'Task centre', true)
  check('centre task', 'Task centre', true)
  check('reglages', 'Réglages…', true)
  check('shortcut', 'Keyboard shortcuts', true)
  check('shrotcut', 'Keyboard shortcuts', true)
  check('settimgs', 'Settings…', true)
  check('french', 'Language: Français French', true)
  check('tsk', 'Task centre', false)
  check('stop', 'Settings…', false)
})

it('reads a verb and an object, in either order', () => {
  const check = (typed: string, verb: string, object: string | null) =>
    expect(orderOf(typed, verb)?.object ?? null, typed).toBe(object)
  check('shut down web-01', 'Shut down', 'web-01')
  check('shut web-01', 'Shut down', 'web-01')
  check('web-01 shut', 'Shut down', 'web-01')
  check('console db', 'Open console', 'db')
  check('start web-01', 'Start', 'web-01')
  check('web-01', 'Start', null)
  check('start', 'Start', null)
  check('reboot web-01', 'Start', null)
})

it('tries two letters the other way about', () => {
  expect(swapped('wbe-01')).toContain('web-01')
  expect(swapped('ab')).toEqual([])
})
