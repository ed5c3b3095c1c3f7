const question = 'application/vnd.microsoft.teams.card.file.consent'
const attached = 'application/vnd.microsoft.teams.file.download.info'
const place = 'application/vnd.microsoft.teams.card.file.info'

/**
 * A file as Teams shows it, drawn as a card: the question whether it may be saved, or where it is now; `null` for any
 * other attachment. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
 */
export function fileCard({ contentType, name, contentUrl, content }) {
  if (contentType === question) {
    const size = content?.sizeInBytes > 0 ? `${Math.ceil(content.sizeInBytes / 1024)} kB` : ''
    return card(
      `Save ${name} in OneDrive?`,
      [line(name, 'bolder'), line([content?.description, size].filter(Boolean).join(' '))],
      [
        { type: 'Action.Submit', title: 'Allow', tooltip: `Allow ${name}`, data: { fileConsent: 'accept' } },
        { type: 'Action.Submit', title: 'Decline', tooltip: `Decline ${name}`, data: { fileConsent: 'decline' } },
      ],
    )
  }
  if (contentType === attached) return card(`${name} is attached.`, [line(name, 'bolder')], [])
  if (contentType === place) {
    const open = { type: 'Action.OpenUrl', title: 'Download', tooltip: `Download ${name}`, url: contentUrl }
    return card(
      `${name} is saved.`,
      [line(name, 'bolder'), line('Saved in OneDrive (on this machine, until the demo stops).')],
      [open],
    )
  }
  return null
}

const card = (speak, body, actions) => ({ type: 'AdaptiveCard', version: '1.5', speak, body, actions })

/** Names of files are not Markdown. */
const line = (text, weight = 'default') => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, weight }] })
