/**
 * Text as the key presses that type it.
 *
 * A VNC server takes keys, not characters. Each character is given as its keysym and, where a US
 * keyboard has it, as the key it stands on: servers that know QEMU's extended keys pass that key to
 * the guest as a real keyboard would. The guest must have a US layout for those; there is no way to
 * know.
 */

/** One key of the keyboard, and whether Shift is held. */
export interface Press {
  /** X11 keysym. */
  keysym: number
  /** `KeyboardEvent.code` of the key; none where a US keyboard lacks the character. */
  code: string | null
  /** Whether Shift is held. */
  shift: boolean
}

/** The most that is typed in one go: a slip of the clipboard must not type for an hour. */
export const MAX_TEXT = 4096

const PUNCTUATION: Record<string, [code: string, shift: boolean]> = {
  ' ': ['Space', false],
  '`': ['Backquote', false], '~': ['Backquote', true],
  '-': ['Minus', false], '_': ['Minus', true],
  '=': ['Equal', false], '+': ['Equal', true],
  '[': ['BracketLeft', false], '{': ['BracketLeft', true],
  ']': ['BracketRight', false], '}': ['BracketRight', true],
  '\\': ['Backslash', false], '|': ['Backslash', true],
  ';': ['Semicolon', false], ':': ['Semicolon', true],
  "'": ['Quote', false], '"': ['Quote', true],
  ',': ['Comma', false], '<': ['Comma', true],
  '.': ['Period', false], '>': ['Period', true],
  '/': ['Slash', false], '?': ['Slash', true],
}
const OVER_DIGITS = ')!@#$%^&*('

const RETURN: Press = { keysym: 0xff0d, code: 'Enter', shift: false }
const TAB: Press = { keysym: 0xff09, code: 'Tab', shift: false }

function press(character: string): Press | null {
  if (character === '\n') return RETURN
  if (character === '\t') return TAB
  const point = character.codePointAt(0) ?? 0
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return null
  // Latin-1 keysyms are the characters themselves; everything else has a range of its own.
  const keysym = point < 0x100 ? point : 0x01000000 + point
  if (/^[a-z]$/i.test(character)) {
    return { keysym, code: `Key${character.toUpperCase()}`, shift: character < 'a' }
  }
  if (/^\d$/.test(character)) return { keysym, code: `Digit${character}`, shift: false }
  const digit = OVER_DIGITS.indexOf(character)
  if (digit >= 0) return { keysym, code: `Digit${digit}`, shift: true }
  const [code, shift] = PUNCTUATION[character] ?? [null, false]
  return { keysym, code, shift }
}

/** The key presses for a text, and how many characters have none. */
export function pressesOf(text: string): { presses: Press[]; unsendable: number } {
  const presses: Press[] = []
  let unsendable = 0
  for (const character of [...text.replace(/\r\n?/g, '\n')].slice(0, MAX_TEXT)) {
    const one = press(character)
    if (one) presses.push(one)
    else unsendable += 1
  }
  return { presses, unsendable }
}

/** What typing needs of noVNC. */
export interface KeySink {
  /** Sends one key going down or up. */
  sendKey(keysym: number, code: string | null, down: boolean): void
}

const SHIFT_KEYSYM = 0xffe1
/** Guests poll their keyboard: what comes faster than this gets lost. */
const BATCH = 8
const PAUSE_MS = 40

/**
 * Types, a few keys at a time; `progress` hears how many are done. Ends early when `signal` does.
 */
export async function typeText(
  sink: KeySink,
  presses: Press[],
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < presses.length; at += BATCH) {
    if (signal.aborted) return
    const batch = presses.slice(at, at + BATCH)
    for (const { keysym, code, shift } of batch) {
      if (shift) sink.sendKey(SHIFT_KEYSYM, 'ShiftLeft', true)
      sink.sendKey(keysym, code, true)
      sink.sendKey(keysym, code, false)
      if (shift) sink.sendKey(SHIFT_KEYSYM, 'ShiftLeft', false)
    }
    progress(at + batch.length)
    await new Promise((done) => setTimeout(done, PAUSE_MS))
  }
}
