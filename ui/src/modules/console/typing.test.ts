import { describe, expect, it } from 'vitest'

import { releaseChord } from './releaseChord'
import { MAX_TEXT, pressesOf, typeText } from './typing'

describe('pressesOf', () => {
  it('knows the keys of a US keyboard', () => {
    const { presses, unsendable } = pressesOf('aZ3#/\n')
    expect(unsendable).toBe(0)
    expect(presses).toEqual([
      { keysym: 0x61, code: 'KeyA', shift: false },
      { keysym: 0x5a, code: 'KeyZ', shift: true },
      { keysym: 0x33, code: 'Digit3', shift: false },
      { keysym: 0x23, code: 'Digit3', shift: true },
      { keysym: 0x2f, code: 'Slash', shift: false },
      { keysym: 0xff0d, code: 'Enter', shift: false },
    ])
  })

  it('has a key for every printable character of ASCII', () => {
    for (let point = 0x20; point < 0x7f; point += 1) {
      expect(pressesOf(String.fromCharCode(point)).presses[0]?.code, String.fromCharCode(point)).toBeTruthy()
    }
  })

  it('sends other characters by their keysym, and counts those that have none', () => {
    expect(pressesOf('é€').presses).toEqual([
      { keysym: 0xe9, code: null, shift: false },
      { keysym: 0x010020ac, code: null, shift: false },
    ])
    expect(pressesOf('a\u0007b').unsendable).toBe(1)
  })

  it('is bounded, and takes every kind of line end once', () => {
    expect(pressesOf('x'.repeat(MAX_TEXT * 2)).presses).toHaveLength(MAX_TEXT)
    expect(pressesOf('\r\n\r\n').presses).toHaveLength(2)
  })
})

describe('typeText', () => {
  it('holds Shift around what needs it, and stops when told', async () => {
    const sent: string[] = []
    const stop = new AbortController()
    const sink = { sendKey: (_: number, code: string | null, down: boolean) => void sent.push(`${code}${down ? '+' : '-'}`) }
    await typeText(sink, pressesOf('A').presses, () => undefined, stop.signal)
    expect(sent).toEqual(['ShiftLeft+', 'KeyA+', 'KeyA-', 'ShiftLeft-'])
    const dones: number[] = []
    await typeText(sink, pressesOf('b'.repeat(100)).presses, (done) => {
      dones.push(done)
      if (done >= 16) stop.abort()
    }, stop.signal)
    expect(dones).toEqual([8, 16])
  })
})

describe('releaseChord', () => {
  function press(...events: [type: 'keydown' | 'keyup', code: string][]): boolean {
    const chord = releaseChord()
    return events.map(([type, code]) => chord({ type, code })).some(Boolean)
  }

  it('is Ctrl and Alt alone, in any order', () => {
    expect(press(['keydown', 'ControlLeft'], ['keydown', 'AltLeft'], ['keyup', 'ControlLeft'], ['keyup', 'AltLeft'])).toBe(true)
    expect(press(['keydown', 'AltLeft'], ['keydown', 'ControlRight'], ['keyup', 'AltLeft'], ['keyup', 'ControlRight'])).toBe(true)
  })

  it('leaves Ctrl+Alt+F1 and Ctrl+Alt+Del to the guest', () => {
    for (const code of ['F1', 'Delete']) {
      expect(press(
        ['keydown', 'ControlLeft'], ['keydown', 'AltLeft'], ['keydown', code],
        ['keyup', code], ['keyup', 'AltLeft'], ['keyup', 'ControlLeft'],
      )).toBe(false)
    }
  })

  it('is not AltGr, nor Ctrl alone', () => {
    expect(press(['keydown', 'ControlLeft'], ['keydown', 'AltRight'], ['keyup', 'AltRight'], ['keyup', 'ControlLeft'])).toBe(false)
    expect(press(['keydown', 'ControlLeft'], ['keyup', 'ControlLeft'])).toBe(false)
  })
})
