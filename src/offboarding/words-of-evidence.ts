import type { Voice } from './words/voice.ts'

/** What is said of evidence: in the chat where it is asked for, in its file, and on the page of a link. */
export const evidenceWords = ({ say }: Voice) => ({
  askWhom: say('evidence.askWhom'),
  nobodyFound: (asked: string) => say('evidence.nobodyFound', { asked }),
  removed: say('evidence.removed'),
  report: (name: string) => say('evidence.report', { name }),
  data: (name: string) => say('evidence.data', { name }),
  offered: say('evidence.offered'),
  saved: (file: string) => say('evidence.saved', { file }),
  notSaved: (file: string) => say('evidence.notSaved', { file }),
  uploadFailed: say('evidence.uploadFailed'),
  onlyInPersonal: say('evidence.onlyInPersonal'),
  noWay: say('evidence.noWay'),
  onlyYou: say('evidence.onlyYou'),
  linkHeading: (name: string) => say('evidence.linkHeading', { name }),
  linkLine: (until: string) => say('evidence.linkLine', { until }),
  linkCode: (code: string) => say('evidence.linkCode', { code }),
  toOpenLink: say('evidence.toOpenLink'),
  toAskLink: say('evidence.toAskLink'),
  aboutAskLink: (name: string) => say('evidence.aboutAskLink', { name }),

  about: [say('evidence.aboutFile'), say('evidence.aboutFields'), say('evidence.aboutFacts')],
  howToVerify: [
    say('evidence.verifyText'),
    say('evidence.verifyHash'),
    say('evidence.verifyLast'),
    say('evidence.verifySignature'),
    say('evidence.verifyTool'),
  ],
  signedWith: (key: string) => say('evidence.signedWith', { key }),
  unsigned: say('evidence.unsigned'),
})

/** The page that a link opens: it asks for the code that only the chat shows. */
export const linkWords = ({ say }: Voice) => ({
  title: say('link.title'),
  ask: say('link.ask'),
  code: say('link.code'),
  hint: say('link.hint'),
  toFetch: say('link.toFetch'),
  wrong: (left: number) => say('link.wrong', { left }),
  over: say('link.over'),
  askAgain: say('link.askAgain'),
  refused: say('link.refused'),
  saveData: say('link.saveData'),
  toPrint: say('link.toPrint'),
})
