/**
 * A time of day, in minutes from midnight. `certain`: written so that it can only be this one; otherwise it may be twelve
 * hours later as well.
 */
export type TimeOfDay = { readonly minutes: number; readonly certain: boolean }

/** What is left of an expression when its time of day is taken out; `null` where a part of it names none that exists. */
export type Taken = { readonly rest: string; readonly time: TimeOfDay | null } | null

/** A time that a part of the day stands for, where no other is named. */
const parts = { morning: 9 * 60, afternoon: 14 * 60, evening: 19 * 60, night: 20 * 60 } as const
type Part = keyof typeof parts

const partForm = /\b(?:in the |at |this )?(morning|afternoon|evening|night)\b/
const endForm =
  /\b(?:at |by )?(?:the )?end of (?:the )?(?=today|tomorrow|day\b|(?:this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)/
const past = { half: 30, quarter: 15 } as const

/**
 * Times in digits are read here, strictly: the recognizer reads the end of one that does not exist, such as 25:00.
 * @param text in lower case and in English
 */
export function takeTimeOfDay(text: string): Taken {
  if (endForm.test(text)) {
    const rest = text.replace(endForm, ' ').replace(/\bday\b/, 'today')
    return /\d[:.]\d|\bat\b/.test(rest) ? null : { rest, time: { minutes: 24 * 60 - 1, certain: true } }
  }
  const spoken = text.replace(/^this (?=morning|afternoon|evening)/, 'today ')
  const part = partForm.exec(spoken)?.[1] as Part | undefined
  const rest = spoken.replace(partForm, ' ')
  const digits = takeDigits(rest, part ?? null)
  if (digits === null || digits.time !== null || part === undefined) return digits
  // With a time in words, such as noon, a part of the day says nothing more.
  return { rest, time: { minutes: parts[part], certain: true } }
}

function takeDigits(text: string, part: Part | null): Taken {
  for (const { form, read } of forms) {
    const match = form.exec(text)
    if (!match) continue
    const time = read(match)
    if (time === null) return null
    const rest = text.slice(0, match.index) + text.slice(match.index + match[0].length)
    return { rest, time: part ? inPart(time, part) : time }
  }
  return { rest: text, time: null }
}

type Form = { readonly form: RegExp; readonly read: (match: RegExpExecArray) => TimeOfDay | null }

/** The longest first. */
const forms: readonly Form[] = [
  {
    form: /(?<![\d/.-])(\d{1,2})(?:[:.h](\d{2}))? ?([ap])\.?m\b\.?/,
    read: ([, hour, minute = '0', half]) => onTwelveHours(Number(hour), Number(minute), half === 'p'),
  },
  {
    form: /(?<![\d/.:-])(\d{1,2})(?:[:h](\d{2})|\.(\d{2})(?![./-]?\d|\.(?:\s|$)))(?![\d:])/,
    read: ([, hour = '', minute, other]) => onClock(hour, Number(minute ?? other)),
  },
  {
    form: /\b(half|quarter) (past|to|before) (\d{1,2})\b/,
    read: ([, amount, side, hour]) => beside(amount === 'half' ? 'half' : 'quarter', side === 'past', Number(hour)),
  },
  { form: /\b(\d{1,2})h\b/, read: ([, hour = '']) => onClock(hour, 0) },
  {
    form: /(?:\bat (\d{1,2})(?: ?o'clock)?|(?<![\d/.:-])(\d{1,2}) ?o'clock)(?![\d:./-])\b/,
    read: ([, hour, other]) => onClock(hour ?? other ?? '', 0),
  },
]

function onTwelveHours(hour: number, minute: number, afternoon: boolean): TimeOfDay | null {
  if (hour < 1 || hour > 12 || minute > 59) return null
  return { minutes: ((hour % 12) + (afternoon ? 12 : 0)) * 60 + minute, certain: true }
}

/** "09:30", "0:30" and "17" can only be one; "9:30" may be in the evening. */
function onClock(hour: string, minute: number): TimeOfDay | null {
  const number = Number(hour)
  if (number > 23 || minute > 59) return null
  return { minutes: number * 60 + minute, certain: number === 0 || number > 11 || hour.startsWith('0') }
}

function beside(amount: keyof typeof past, isPast: boolean, hour: number): TimeOfDay | null {
  if (hour < 1 || hour > 23) return null
  const minutes = (hour * 60 + (isPast ? past[amount] : -past[amount]) + 24 * 60) % (24 * 60)
  return { minutes, certain: hour > 12 }
}

/** "5 in the afternoon" is 17:00, "9 tonight" 21:00. */
function inPart({ minutes, certain }: TimeOfDay, part: Part): TimeOfDay | null {
  if (certain) return { minutes, certain }
  return { minutes: part === 'morning' || minutes >= 12 * 60 ? minutes : minutes + 12 * 60, certain: true }
}
