/**
 * What a text has that takes no room of its own: controls, marks that turn the direction of writing, and
 * everything else that Unicode says may be ignored when drawn. Names come from whoever may give them.
 */
const UNSEEN = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu
/** Most texts have none: these need no second look. */
const MAY_HIDE = /[^\n\x20-\x7e\xa0-\xac\xae-\u034e]/
/** What gives a text its lines. */
const LINES = /[\t\n\r]/
/** What joins letters of some scripts, parts them, or chooses their shape. */
const JOINERS = /\u200c|\u200d|[\ufe00-\ufe0f]/
/** The scripts that need no such help: there it could only make two names look alike. */
const PLAIN = /[\0-\u024f]/

/** The text with what cannot be seen shown as what it is: `web\u202e10` becomes `web[U+202E]10`. */
export function visible(text: string): string {
  if (!MAY_HIDE.test(text)) return text
  return text.replace(UNSEEN, (char, at: number) => {
    if (LINES.test(char)) return char
    if (JOINERS.test(char) && at > 0 && !PLAIN.test(text.charAt(at - 1))) return char
    return `[U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`
  })
}
