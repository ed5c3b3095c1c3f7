import { strict as assert } from 'node:assert'
import { ChannelCredentials, credentialFor } from '../../src/bot/credentials.ts'
import { clouds } from '../../src/clouds.ts'
import type { Credential } from '../../src/credential.ts'
import { appId, tenantId } from './bot-framework.ts'

describe('the credentials of the bot', () => {
  it('are one credential of @azure/identity, by what is configured', () => {
    const kinds: [Credential, string][] = [
      [{ kind: 'managed-identity' }, 'ManagedIdentityCredential'],
      [{ kind: 'federated', managedIdentityId: appId }, 'ClientAssertionCredential'],
      [{ kind: 'workload', tokenFile: '/dev/null' }, 'WorkloadIdentityCredential'],
      [{ kind: 'certificate', path: '/dev/null' }, 'ClientCertificateCredential'],
      [{ kind: 'secret', reveal: () => 'a secret' }, 'ClientSecretCredential'],
    ]
    for (const [credential, name] of kinds)
      assert.equal(credentialFor({ appId, tenantId, cloud: 'public', credential }).constructor.name, name)
  })

  it('sign what is sent to a chat, always for the connector of the own cloud', async () => {
    const asked: unknown[] = []
    const credential = {
      async getToken(scope: string | string[]) {
        asked.push(scope)
        return { token: 'connector-token', expiresOnTimestamp: 0 }
      },
    }
    const sent = new Map<string, string>()
    const request = { headers: { set: (name: string, value: string) => sent.set(name, value) } }
    const signed = await new ChannelCredentials(appId, clouds.usgov, credential).createCredentials()
    await signed.signRequest(request as never)
    assert.deepEqual(asked, ['https://api.botframework.us/.default'])
    assert.equal(sent.get('authorization'), 'Bearer connector-token')
  })

  it('never switch authentication off, not even without an app id', async () => {
    const none = new ChannelCredentials('', clouds.public, null)
    assert.equal(await none.isAuthenticationDisabled(), false)
    assert.equal(await none.isValidAppId(''), false)
  })
})
