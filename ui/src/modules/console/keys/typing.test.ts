import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { releaseChord } from '../releaseChord'
import { CHORDS, chordId, chordOf, sendChord } from './chords'
import { keysymOf, keysymOfKey, SCAN_CODES, WRITING_KEYS } from './codes'
import { GUEST_LAYOUT_IDS, type GuestLayoutId } from './guestLayouts'
import { MAX_TEXT, PACE_MS, planTyping, strokesOf, type Stroke, typeText } from './typing'

/** What xkbcomp makes of each layout by the kernel's key codes, and libX11's composing table. */
const KEYBOARDS = JSON.parse(readFileSync(join(__dirname, 'guestKeyboards.fixture.json'), 'utf8')) as {
  keyboards: Record<GuestLayoutId, Record<string, string[]>>
  compose: Record<string, string>
}

/** A guest that knows nothing of ours: it is given scan codes and says what stands on its screen. */
function guest(layout: GuestLayoutId) {
  let written = ''
  let dead: string | null = null
  const held = new Set<number>()
  return {
    key(scanCode: number, down: boolean): void {
      if (!down) {
        held.delete(scanCode)
        return
      }
      held.add(scanCode)
      if (scanCode === 0x2a || scanCode === 0xb8) return
      if (scanCode === 0x1c) written += '\n'
      else if (scanCode === 0x0f) written += '\t'
      else {
        const level = (held.has(0x2a) ? 1 : 0) + (held.has(0xb8) ? 2 : 0)
        const keys = KEYBOARDS.keyboards[layout]
        const found = scanCode === 0x39 ? ' ' : (keys[scanCode]?.[level] ?? '')
        if (dead !== null) written += KEYBOARDS.compose[`${dead} ${found}`] ?? `<${dead} ${found}>`
        else if (!found.startsWith('dead_')) written += found
        dead = dead === null && found.startsWith('dead_') ? found : null
      }
    },
    written: () => written,
    held,
  }
}

/** The strokes as a guest gets them. */
function press(to: ReturnType<typeof guest>, strokes: Stroke[]): void {
  for (const { code, shift, altGr } of strokes) {
    const keys = [...(shift ? ['ShiftLeft'] : []), ...(altGr ? ['AltRight'] : []), code].map((one) => SCAN_CODES[one]!)
    for (const key of keys) to.key(key, true)
    for (const key of keys.reverse()) to.key(key, false)
  }
}

describe('what is typed for a layout', () => {
  it.each(GUEST_LAYOUT_IDS)('arrives with a guest that has %s', (layout) => {
    const known = strokesOf({ layout, windows: false })
    expect(known.size).toBeGreaterThan(95)
    for (const [character, strokes] of known) {
      const one = guest(layout)
      press(one, strokes)
      expect(one.written(), `${character} on ${layout}`).toBe(character)
      expect(one.held.size).toBe(0)
    }
  })

  it.each(GUEST_LAYOUT_IDS)('is all of ASCII on %s', (layout) => {
    const ascii = Array.from({ length: 0x5f }, (_, at) => String.fromCharCode(0x20 + at)).join('')
    const plan = planTyping(ascii, { layout, windows: false })
    expect(plan.missing).toEqual([])
    const one = guest(layout)
    for (const strokes of plan.characters) press(one, strokes)
    expect(one.written()).toBe(ascii)
  })

  it('names what the layout lacks, once each, and leaves it out', () => {
    const plan = planTyping('añb漢ña\u0007', { layout: 'us', windows: false })
    expect(plan.missing).toEqual(['ñ', '漢', '\u0007'])
    expect(plan.characters.map((strokes) => strokes.map(({ code }) => code))).toEqual([['KeyA'], ['KeyB'], ['KeyA']])
    expect(planTyping('ñ', { layout: 'es', windows: false }).missing).toEqual([])
  })

  it('knows where Windows differs', () => {
    const codes = (windows: boolean) => planTyping('~', { layout: 'fr', windows }).characters[0]?.map(({ code }) => code)
    expect(codes(false)).toEqual(['Digit2'])
    expect(codes(true)).toEqual(['Digit2', 'Space'])
    expect(planTyping('`', { layout: 'it', windows: true }).missing).toEqual(['`'])
  })

  it('composes what a dead key and a letter make', () => {
    const codes = (text: string, layout: GuestLayoutId) =>
      planTyping(text, { layout, windows: false }).characters.map((strokes) => strokes.map(({ code }) => code))
    expect(codes('ê', 'fr')).toEqual([['BracketLeft', 'KeyE']])
    // Written as a letter and an accent of its own, it is the same character.
    expect(codes('e\u0302', 'fr')).toEqual([['BracketLeft', 'KeyE']])
    expect(codes('^', 'de')).toEqual([['Backquote', 'Space']])
  })

  it('is bounded, and takes every kind of line end once', () => {
    expect(planTyping('x'.repeat(MAX_TEXT * 2), { layout: 'us', windows: false }).characters).toHaveLength(MAX_TEXT)
    expect(planTyping('\r\n\r\n', { layout: 'us', windows: false }).enters).toBe(2)
  })
})

describe('typeText', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  function start(text: string, pace: number = PACE_MS.usual) {
    const sent: string[] = []
    const dones: number[] = []
    const stop = new AbortController()
    const sink = { sendKey: (_: number, code: string, down: boolean) => void sent.push(`${code}${down ? '+' : '-'}`) }
    const { characters } = planTyping(text, { layout: 'fr', windows: false })
    const ends = typeText(sink, characters, pace, (done) => dones.push(done), stop.signal)
    return { sent, dones, stop, ends }
  }
  const UPS = ['ShiftLeft-', 'AltRight-', 'ControlLeft-', 'AltLeft-']

  it('holds Shift and AltGr around what needs them, and lets all go at the end', async () => {
    const { sent, ends } = start('A@')
    await vi.runAllTimersAsync()
    await ends
    expect(sent).toEqual([
      'ShiftLeft+', 'KeyQ+', 'KeyQ-', 'ShiftLeft-', 'AltRight+', 'Digit0+', 'Digit0-', 'AltRight-', ...UPS,
    ])
  })

  it('goes no faster than a guest takes keys', async () => {
    const { dones } = start('ab')
    await vi.advanceTimersByTimeAsync(PACE_MS.usual - 1)
    expect(dones).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(dones).toEqual([1])
    await vi.advanceTimersByTimeAsync(PACE_MS.usual)
    expect(dones).toEqual([1, 2])
  })

  it('stops when told, with nothing held', async () => {
    const { sent, stop, ends } = start('abc')
    stop.abort()
    await vi.runAllTimersAsync()
    await ends
    expect(sent).toEqual(['KeyQ+', 'KeyQ-', ...UPS])
  })
})

describe('codes', () => {
  it('are the kernel’s, for each key that writes', () => {
    for (const code of WRITING_KEYS) expect(KEYBOARDS.keyboards.us, code).toHaveProperty(String(SCAN_CODES[code]))
    expect(new Set(WRITING_KEYS.map((code) => SCAN_CODES[code])).size).toBe(48)
    expect(new Set(Object.values(SCAN_CODES)).size).toBe(Object.keys(SCAN_CODES).length)
  })

  it('are those that keyboards send', () => {
    const some = { Escape: 0x01, Enter: 0x1c, KeyA: 0x1e, Backquote: 0x29, Backslash: 0x2b, KeyZ: 0x2c, ShiftRight: 0x36, AltLeft: 0x38,
      Space: 0x39, CapsLock: 0x3a, F10: 0x44, NumLock: 0x45, ScrollLock: 0x46, Numpad7: 0x47, NumpadDecimal: 0x53, PrintScreen: 0x54,
      IntlBackslash: 0x56, F11: 0x57, F12: 0x58, IntlRo: 0x73, ControlRight: 0x9d, Delete: 0xd3, MetaLeft: 0xdb }
    for (const [code, scanCode] of Object.entries(some)) expect(SCAN_CODES[code], code).toBe(scanCode)
  })

  it('have the keysyms of X11', () => {
    expect([keysymOf('a'), keysymOf('é'), keysymOf('€'), keysymOf('漢'), keysymOf('\u0301')]).toEqual([0x61, 0xe9, 0x20ac, 0x01006f22, 0xfe51])
    expect([keysymOfKey('KeyL'), keysymOfKey('Digit7'), keysymOfKey('F12'), keysymOfKey('Delete')]).toEqual([0x6c, 0x37, 0xffc9, 0xffff])
  })
})

describe('chords', () => {
  it('go down in their order and up in the reverse, each key with its code', () => {
    const sent: [number, string, boolean][] = []
    sendChord({ sendKey: (...key) => void sent.push(key) }, ['MetaLeft', 'KeyL'])
    expect(sent).toEqual([[0xffeb, 'MetaLeft', true], [0x6c, 'KeyL', true], [0x6c, 'KeyL', false], [0xffeb, 'MetaLeft', false]])
  })

  it('can all be sent, and are found again by their word', () => {
    for (const chord of CHORDS) {
      for (const code of chord) expect(keysymOfKey(code) && SCAN_CODES[code], code).toBeTruthy()
      expect(chordOf(chordId(chord))).toEqual(chord)
    }
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
