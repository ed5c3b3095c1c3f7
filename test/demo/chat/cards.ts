export const attach = (content: object) => ({ contentType: 'application/vnd.microsoft.card.adaptive', content })
export const cardContent = (text: string) => ({ type: 'AdaptiveCard', version: '1.5', body: [block(text)] })
export const answerWith = (card: object) => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.card.adaptive',
  value: card,
})
const block = (text: string, more: object = {}) => ({ type: 'TextBlock', text, wrap: true, ...more })

export const withRefresh = (content: object, userIds: readonly string[]) =>
  attach({
    ...content,
    refresh: { userIds, action: { type: 'Action.Execute', verb: 'refresh', data: { offboarding: '1' } } },
  })

const facts = {
  type: 'FactSet',
  facts: [
    { title: 'User name', value: 'jane.doe@contoso.com' },
    { title: 'Title', value: 'Account Manager, Sales' },
    { title: 'Manager', value: 'Alex Wilber' },
    { title: 'Account', value: 'Enabled, created 4 May 2021' },
  ],
}

export const review = () =>
  attach({
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      block('Is this the right Jane?', { style: 'heading', size: 'Large', weight: 'Bolder' }),
      { type: 'Badge', text: 'Enabled', fallback: block('Enabled', { color: 'Good', weight: 'Bolder' }) },
      facts,
      {
        type: 'Container',
        style: 'warning',
        items: [block('**Two people have this name.** Check the user name before you start.')],
      },
      { type: 'Input.Text', id: 'reason', label: 'Reason', placeholder: 'Kept in the history' },
      {
        type: 'ActionSet',
        actions: [
          {
            type: 'Action.Execute',
            id: 'start',
            title: 'Start',
            verb: 'start',
            style: 'positive',
            data: { offboarding: '1' },
          },
          { type: 'Action.Execute', title: 'Cancel', verb: 'cancel', data: { offboarding: '1' } },
        ],
      },
    ],
  })

export const running = cardContent('Running: reset password')

export const whom = attach({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    {
      type: 'Input.ChoiceSet',
      id: 'leaver',
      label: 'Who is leaving?',
      placeholder: 'Name',
      isRequired: true,
      errorMessage: 'Choose a person.',
      choices: [],
      'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
    },
  ],
  actions: [{ type: 'Action.Submit', title: 'Find', data: { verb: 'find' } }],
})

export const outcome = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    block('1 of 4 · Reset password', { size: 'Medium', weight: 'Bolder' }),
    block('Done. Alex Wilber confirmed at 14:02.', { color: 'Good' }),
    block('Failed: Microsoft said no.', { color: 'Attention' }),
    block('Proof: lastPasswordChangeDateTime 14:02:07', { isSubtle: true, size: 'Small' }),
    { type: 'Container', style: 'emphasis', items: [block('Works at once for new sign-ins.')] },
  ],
}
