/** What the keys of a guest write, layout by layout. */

/** A layout: what each of the writing keys gives, in their order; a space is nothing. */
export interface GuestLayout {
  plain: string
  shift: string
  /** What AltGr gives, by the key. */
  altGr: Readonly<Record<string, string>>
  shiftAltGr?: Readonly<Record<string, string>>
  /** Windows takes these for accents that wait for a letter. */
  deadOnWindows?: string
  /** Windows has no key for these. */
  notOnWindows?: string
}

/**
 * A combining accent stands for a dead key. Only what the layout of that name has on Linux and on
 * Windows alike, as printed on keyboards: each system adds characters of its own to AltGr.
 */
export const GUEST_LAYOUTS = {
  us: {
    plain: '`1234567890-=qwertyuiop[]asdfghjkl;\'\\ zxcvbnm,./',
    shift: '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"| ZXCVBNM<>?',
    altGr: {},
  },
  uk: {
    plain: '`1234567890-=qwertyuiop[]asdfghjkl;\'#\\zxcvbnm,./',
    shift: '¬!"£$%^&*()_+QWERTYUIOP{}ASDFGHJKL:@~|ZXCVBNM<>?',
    altGr: { Digit4: '€' },
  },
  fr: {
    plain: '²&é"\'(-è_çà)=azertyuiop\u0302$qsdfghjklmù*<wxcvbn,;:!',
    shift: ' 1234567890°+AZERTYUIOP\u0308£QSDFGHJKLM%µ>WXCVBN?./§',
    deadOnWindows: '~`',
    altGr: {
      Digit2: '~', Digit3: '#', Digit4: '{', Digit5: '[', Digit6: '|', Digit7: '`', Digit8: '\\', Digit9: '^',
      Digit0: '@', Minus: ']', Equal: '}', KeyE: '€', BracketRight: '¤',
    },
  },
  de: {
    plain: '\u03021234567890ß\u0301qwertzuiopü+asdfghjklöä#<yxcvbnm,.-',
    shift: '°!"§$%&/()=?\u0300QWERTZUIOPÜ*ASDFGHJKLÖÄ\'>YXCVBNM;:_',
    altGr: {
      Digit2: '²', Digit3: '³', Digit7: '{', Digit8: '[', Digit9: ']', Digit0: '}', Minus: '\\', KeyQ: '@',
      KeyE: '€', BracketRight: '~', IntlBackslash: '|', KeyM: 'µ',
    },
  },
  es: {
    plain: 'º1234567890\'¡qwertyuiop\u0300+asdfghjklñ\u0301ç<zxcvbnm,.-',
    shift: 'ª!"·$%&/()=?¿QWERTYUIOP\u0302*ASDFGHJKLÑ\u0308Ç>ZXCVBNM;:_',
    deadOnWindows: '~',
    altGr: {
      Backquote: '\\', Digit1: '|', Digit2: '@', Digit3: '#', Digit4: '~', Digit6: '¬', KeyE: '€', BracketLeft: '[',
      BracketRight: ']', Quote: '{', Backslash: '}',
    },
  },
  it: {
    plain: '\\1234567890\'ìqwertyuiopè+asdfghjklòàù<zxcvbnm,.-',
    shift: '|!"£$%&/()=?^QWERTYUIOPé*ASDFGHJKLç°§>ZXCVBNM;:_',
    notOnWindows: '`~',
    altGr: { Minus: '`', Equal: '~', KeyE: '€', BracketLeft: '[', BracketRight: ']', Semicolon: '@', Quote: '#' },
    shiftAltGr: { BracketLeft: '{', BracketRight: '}' },
  },
  chFr: {
    plain: '§1234567890\'\u0302qwertzuiopè\u0308asdfghjkléà$<yxcvbnm,.-',
    shift: '°+"*ç%&/()=?\u0300QWERTZUIOPü!ASDFGHJKLöä£>YXCVBNM;:_',
    altGr: {
      Digit2: '@', Digit3: '#', Digit6: '¬', Digit7: '|', Digit8: '¢', Minus: '\u0301', Equal: '\u0303', KeyE: '€',
      BracketLeft: '[', BracketRight: ']', Quote: '{', Backslash: '}', IntlBackslash: '\\',
    },
  },
  chDe: {
    plain: '§1234567890\'\u0302qwertzuiopü\u0308asdfghjklöä$<yxcvbnm,.-',
    shift: '°+"*ç%&/()=?\u0300QWERTZUIOPè!ASDFGHJKLéà£>YXCVBNM;:_',
    altGr: {
      Digit2: '@', Digit3: '#', Digit6: '¬', Digit7: '|', Digit8: '¢', Minus: '\u0301', Equal: '\u0303', KeyE: '€',
      BracketLeft: '[', BracketRight: ']', Quote: '{', Backslash: '}', IntlBackslash: '\\',
    },
  },
  se: {
    plain: '§1234567890+\u0301qwertyuiopå\u0308asdfghjklöä\'<zxcvbnm,.-',
    shift: '½!"#¤%&/()=?\u0300QWERTYUIOPÅ\u0302ASDFGHJKLÖÄ*>ZXCVBNM;:_',
    altGr: {
      Digit2: '@', Digit3: '£', Digit4: '$', Digit7: '{', Digit8: '[', Digit9: ']', Digit0: '}', Minus: '\\',
      KeyE: '€', BracketRight: '\u0303', IntlBackslash: '|', KeyM: 'µ',
    },
  },
  dvorak: {
    plain: '`1234567890[]\',.pyfgcrl/=aoeuidhtns-\\ ;qjkxbmwvz',
    shift: '~!@#$%^&*(){}"<>PYFGCRL?+AOEUIDHTNS_| :QJKXBMWVZ',
    altGr: {},
  },
} as const satisfies Record<string, GuestLayout>

export type GuestLayoutId = keyof typeof GUEST_LAYOUTS

export const GUEST_LAYOUT_IDS = Object.keys(GUEST_LAYOUTS) as GuestLayoutId[]
