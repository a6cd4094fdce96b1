/**
 * The way out of a console that takes every key: Ctrl and the left Alt, pressed together and let
 * go with no other key in between. Guests keep Ctrl+Alt+F1 and the like; AltGr, which some
 * platforms report as Ctrl and the right Alt, does not count.
 */
export const RELEASE_KEYS = 'Ctrl+Alt'

const CONTROL = new Set(['ControlLeft', 'ControlRight'])
const ALT = 'AltLeft'

/** Follows key events; answers `true` at the event that completes the chord. */
export function releaseChord(): (event: Pick<KeyboardEvent, 'type' | 'code'>) => boolean {
  const held = new Set<string>()
  let clean = true
  let complete = false
  return ({ type, code }) => {
    const partOf = CONTROL.has(code) || code === ALT
    if (type === 'keydown') {
      if (held.size === 0) {
        clean = true
        complete = false
      }
      if (partOf) held.add(code)
      else clean = false
      if (held.has(ALT) && [...held].some((key) => CONTROL.has(key))) complete = true
      return false
    }
    if (!partOf) return false
    held.delete(code)
    const fired = complete && clean && held.size === 0
    if (held.size === 0) complete = false
    return fired
  }
}
