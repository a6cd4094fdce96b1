/**
 * Text as the key presses that type it.
 *
 * A VNC server takes keys, not characters: which keys write a text depends on the layout that the guest
 * has, and nobody but the person knows that one. Each key is given by where it is, for servers that take
 * scan codes, and by its keysym, for those that do not.
 */
import type { KeySink } from './chords'
import { keysymOf, keysymOfKey, WRITING_KEYS } from './codes'
import { GUEST_LAYOUTS, type GuestLayout, type GuestLayoutId } from './guestLayouts'

/** One key, and what is held with it. */
export interface Stroke {
  code: string
  keysym: number
  shift: boolean
  altGr: boolean
}

/** The most that is typed in one go: a slip of the clipboard must not type for an hour. */
export const MAX_TEXT = 4096

/** Who is typed to. */
export interface Guest {
  layout: GuestLayoutId
  /** Windows has another idea of some keys. */
  windows: boolean
}

const ENTER: Stroke = { code: 'Enter', keysym: keysymOfKey('Enter'), shift: false, altGr: false }
const TAB: Stroke = { code: 'Tab', keysym: keysymOfKey('Tab'), shift: false, altGr: false }
const SPACE: Stroke = { code: 'Space', keysym: keysymOfKey('Space'), shift: false, altGr: false }

/** The accents as characters of their own. */
const ALONE: Readonly<Record<string, string>> = { '\u0300': '`', '\u0301': '´', '\u0302': '^', '\u0303': '~', '\u0308': '¨' }
/** With a space after them these are quotation marks on Linux; pressed twice they are themselves. */
const QUOTES_ON_LINUX = '´¨'

/** The keys of a layout by what they write, the easiest first. */
function keysOf(layout: GuestLayout): Map<string, Stroke> {
  const keys = new Map<string, Stroke>()
  const add = (code: string | undefined, character: string, shift: boolean, altGr: boolean): void => {
    if (code === undefined || character === ' ' || keys.has(character)) return
    keys.set(character, { code, keysym: keysymOf(character), shift, altGr })
  }
  ;[...layout.plain].forEach((character, at) => add(WRITING_KEYS[at], character, false, false))
  ;[...layout.shift].forEach((character, at) => add(WRITING_KEYS[at], character, true, false))
  for (const [code, character] of Object.entries(layout.altGr)) add(code, character, false, true)
  for (const [code, character] of Object.entries(layout.shiftAltGr ?? {})) add(code, character, true, true)
  return keys
}

/** How a guest's layout writes each character that it can write. */
export function strokesOf({ layout: id, windows }: Guest): Map<string, Stroke[]> {
  const layout: GuestLayout = GUEST_LAYOUTS[id]
  const strokes = new Map<string, Stroke[]>([['\n', [ENTER]], ['\t', [TAB]], [' ', [SPACE]]])
  const keys = keysOf(layout)
  for (const [character, stroke] of keys) {
    if (character in ALONE || (windows && layout.notOnWindows?.includes(character))) continue
    strokes.set(character, windows && layout.deadOnWindows?.includes(character) ? [stroke, SPACE] : [stroke])
  }
  for (const [accent, alone] of Object.entries(ALONE)) {
    const dead = keys.get(accent)
    if (!dead) continue
    const then = !windows && QUOTES_ON_LINUX.includes(alone) ? dead : SPACE
    if (!strokes.has(alone)) strokes.set(alone, [dead, then])
    for (const letter of 'aeiounycAEIOUNYC') {
      const stroke = keys.get(letter)
      // Those pairs are one character that Unicode has, which are those that guests know.
      const written = (letter + accent).normalize('NFC')
      if (stroke && written.length === 1 && written <= 'ÿ' && !strokes.has(written)) strokes.set(written, [dead, stroke])
    }
  }
  return strokes
}

/** A text as it will be typed. */
export interface TypingPlan {
  /** The strokes of each character. */
  characters: Stroke[][]
  /** What the layout cannot write, each once. */
  missing: string[]
  /** How many times Enter is pressed. */
  enters: number
}

/** How a text is typed for a guest; what its layout lacks is left out. */
export function planTyping(text: string, guest: Guest): TypingPlan {
  const known = strokesOf(guest)
  const plan: TypingPlan = { characters: [], missing: [], enters: 0 }
  for (const character of [...text.replace(/\r\n?/g, '\n').normalize('NFC')].slice(0, MAX_TEXT)) {
    const strokes = known.get(character)
    if (!strokes) {
      if (!plan.missing.includes(character)) plan.missing.push(character)
      continue
    }
    if (character === '\n') plan.enters += 1
    plan.characters.push(strokes)
  }
  return plan
}

/**
 * How long each stroke takes. QEMU hands a key on every ten milliseconds and drops what does not fit into
 * its queue, key-ups included; firmware and boot loaders are slower than that.
 */
export const PACE_MS = { usual: 20, slow: 100 } as const

/** Before the modifiers are let go once more: by then the guest has taken what was sent. */
const REST_MS = 100

const HELD = ['ShiftLeft', 'AltRight', 'ControlLeft', 'AltLeft']

/** Types, one stroke at a time; `progress` hears how many characters are done. Ends early when `signal` does. */
export async function typeText(
  sink: KeySink,
  characters: readonly Stroke[][],
  pace: number,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const key = (code: string, down: boolean): void => sink.sendKey(keysymOfKey(code), code, down)
  for (const [at, strokes] of characters.entries()) {
    for (const { code, keysym, shift, altGr } of strokes) {
      if (signal.aborted) break
      if (shift) key('ShiftLeft', true)
      if (altGr) key('AltRight', true)
      sink.sendKey(keysym, code, true)
      sink.sendKey(keysym, code, false)
      if (altGr) key('AltRight', false)
      if (shift) key('ShiftLeft', false)
      // What is held is two keys more for the guest to take.
      await pause(shift || altGr ? 2 * pace : pace)
    }
    if (signal.aborted) break
    progress(at + 1)
  }
  await pause(REST_MS)
  // A key-up that was lost would leave the guest with Shift held; another one does no harm.
  for (const code of HELD) key(code, false)
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
